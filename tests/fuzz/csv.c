/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/csv.h"
#include "fuzz.h"

/* What was read, all of it quoted, reads the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct csv *csv = csv_parse(pool, (struct bytes){ data, size }), *again;
	struct buf buf = { .pool = pool };

	for (size_t r = 0; r < csv->count; r++)
		for (size_t f = 0; f < csv->row[r].field.count; f++) {
			buf_adds(&buf, f ? ",\"" : "\"");
			for (const char *c = csv->row[r].field.item[f]; *c; c++)
				buf_addf(&buf, "%s%c", *c == '"' ? "\"" : "", *c);
			buf_adds(&buf, f + 1 == csv->row[r].field.count ? "\"\n" : "\"");
		}
	again = csv_parse(pool, buf_bytes(&buf));
	fuzz_require(!again->fault && again->count == csv->count);
	for (size_t r = 0; r < csv->count; r++) {
		fuzz_require(again->row[r].field.count == csv->row[r].field.count);
		for (size_t f = 0; f < csv->row[r].field.count; f++)
			fuzz_require(strcmp(again->row[r].field.item[f],
					    csv->row[r].field.item[f]) == 0);
	}
	pool_free(pool);
	return 0;
}
