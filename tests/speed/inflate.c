/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: inflate IMAGE...
 *
 * How long the libraries alone take to inflate the images, each a gzip or zstd file, in
 * seconds: files are read before, nothing is done with what comes out.  Of drydock's own
 * code nothing is used.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>
#include <zstd.h>

enum { WINDOW = 1 << 20 };

struct image {
	unsigned char *data;
	size_t len;
};

static _Noreturn void die(const char *path, const char *why)
{
	fprintf(stderr, "inflate: %s: %s\n", path, why);
	exit(4);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct image load(const char *path)
{
	FILE *file = fopen(path, "rbe");
	struct image image = { 0 };
	long size;

	if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 4)
		die(path, "cannot be read");
	rewind(file);
	image.len = (size_t)size;
	image.data = malloc(image.len);
	if (!image.data || fread(image.data, 1, image.len, file) != image.len)
		die(path, "cannot be read");
	(void)fclose(file);
	return image;
}

static unsigned long long inflate_gzip(const struct image *image, unsigned char *window)
{
	z_stream stream = { .next_in = image->data, .avail_in = (uInt)image->len };
	unsigned long long total;
	int code = inflateInit2(&stream, 16 + MAX_WBITS);

	while (code == Z_OK) {
		stream.next_out = window;
		stream.avail_out = WINDOW;
		code = inflate(&stream, Z_NO_FLUSH);
	}
	total = code == Z_STREAM_END ? stream.total_out : 0;
	(void)inflateEnd(&stream);
	return total;
}

static unsigned long long inflate_zstd(const struct image *image, unsigned char *window)
{
	ZSTD_DStream *stream = ZSTD_createDStream();
	ZSTD_inBuffer in = { image->data, image->len, 0 };
	unsigned long long total = 0;
	size_t code = 1;

	while (code != 0 && !ZSTD_isError(code)) {
		ZSTD_outBuffer out = { window, WINDOW, 0 };

		code = ZSTD_decompressStream(stream, &out, &in);
		total += out.pos;
		if (out.pos == 0 && in.pos == in.size)
			break;
	}
	(void)ZSTD_freeDStream(stream);
	return code == 0 ? total : 0;
}

int main(int argc, char **argv)
{
	struct image *image = calloc((size_t)argc, sizeof(*image));
	unsigned char *window = malloc(WINDOW);
	double start;

	if (!image || !window)
		die("memory", "there is none");
	for (int i = 1; i < argc; i++)
		image[i] = load(argv[i]);
	start = now();
	for (int i = 1; i < argc; i++)
		if ((image[i].data[0] == 0x1f ? inflate_gzip : inflate_zstd)(&image[i],
									     window) == 0)
			die(argv[i], "cannot be inflated");
	printf("inflated %d images in %.3f s\n", argc - 1, now() - start);
	return 0;
}
