#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: zvhd.py FILE RAW [zstd|zlib]

Reads FILE as a ZVHD or ZVHD2 by the tables of their layout, of which it knows from nothing
but them, and compares what it holds with the disk RAW. Every field, index entry and bit of
the bitmap is looked at; blocks of zeroes must not be stored.
"""
import mmap
import os
import struct
import subprocess
import sys
import zlib

MIB = 1 << 20
BLOCK = 2 * MIB
GIB = 1 << 30


def check(good, what):
    if not good:
        sys.exit(f"{sys.argv[1]}: {what}")


def header(unit, size):
    """The fields of a header, those that are always the same checked."""
    head = unit[:512]
    check(not any(unit[512:]), "padding of a header is not zero")
    (cookie, features, version, data, seconds, app, app_version, system, orig, curr, chs,
     kind, checksum, _) = struct.unpack_from("<8sIIQI4sIIQQIII16s", head)
    check(features == 2 and version == 0x10000, "features or version")
    check(data == (1 << 64) - 1 and app == b"tap\0", "data offset or application")
    check(app_version == 0x10004 and system == 0 and chs == 0 and kind == 4, "creator")
    check(700000000 < seconds < 1 << 32, "time")
    check(orig == size, f"size {orig} is not {size}")
    check(curr == (size + GIB - 1) // GIB * GIB, f"current size {curr}")
    own = ~(sum(head) - sum(head[64:68])) & 0xFFFFFFFF
    check(checksum == own, f"checksum {checksum:x} is not {own:x}")
    return cookie, head


def record(data, at):
    """What is packed in the record at AT: (block, bytes, length of the record)."""
    check(at % 4096 == 0, "a record is not at a whole 4096")
    prefix, size, block = struct.unpack_from("<12sII", data, at)
    check(prefix == b"hwstream bg\0", f"no record at {at}")
    check(not any(data[at + 20:at + 48]), "reserved bytes of a record")
    length = (48 + size + 4 + 4095) // 4096 * 4096
    check(data[at + length - 4:at + length] == b"end\0", "end of a record")
    check(not any(data[at + 48 + size:at + length - 4]), "padding of a record")
    return block, data[at + 48:at + 48 + size], length


def zvhd(data, size):
    check(header(data[:4096], size)[1][87:] == bytes(512 - 87), "fields of ZVHD2")
    check(header(data[-4096:], size)[0] == b"stream\0\0", "cookie at the end")
    stream, blocks, at = zlib.decompressobj(), {}, 4096
    while at < len(data) - 4096:
        block, packed, length = record(data, at)
        blocks[block] = stream.decompress(packed)
        check(block == max(blocks), "blocks are not in order")
        at += length
    check(at == len(data) - 4096, "more than records")
    return blocks


def unpack(frame, method):
    """A function that gives what is packed: all of a large disk at once is too much."""
    if method == "zlib":
        return lambda: zlib.decompress(frame)
    return lambda: subprocess.run(["zstd", "-dcq"], input=frame, check=True,
                                  stdout=subprocess.PIPE).stdout


def zvhd2(data, size, method):
    head = header(data[:4096], size)[1]
    check(struct.unpack_from("<QQII", head, 96) == (0, 0, 0, 0), "tables in front")
    check(struct.unpack_from("<III", head, 128) == (0, 0, 0), "counts in front")
    cookie, last = header(data[-4096:], size)
    total = (size + BLOCK - 1) // BLOCK
    check(cookie == b"z2strm\0\0" and last[84:88] == b"\0\0\0\1", "cookie or version")
    (block_size, count, index, bitmap, index_size, bitmap_size, index_segment, bitmap_segment,
     index_count, bitmap_count, stored, zero, packing) = struct.unpack_from("<IIQQIIIIIIIBB", last, 88)
    check(block_size == BLOCK and count == total, "blocks")
    check(index_segment == 524288 and bitmap_segment == 4096, "segment sizes")
    check(index_count == (stored + 32767) // 32768, "index segments")
    check(bitmap_count == (total + 32767) // 32768, "bitmap segments")
    check(index_size == index_count * 524288, "index size")
    check(bitmap_size == bitmap_count * 4096, "bitmap size")
    check(zero == 0 and packing == {"zstd": 1, "zlib": 0}[method], "compress method")
    check(not any(last[142:]), "reserved bytes")
    check(bitmap == index + index_size, "bitmap is not behind the index")
    check(len(data) == bitmap + bitmap_size + 4096, "length of the file")
    middle = data[index - 4096:index]
    check(middle[:8] == cookie and struct.unpack_from("<I", middle, 136) == (stored,),
          "header behind the records")

    bits = data[bitmap:bitmap + bitmap_size]
    marked = [b for b in range(8 * bitmap_size) if bits[b // 8] >> b % 8 & 1]
    check(len(marked) == stored and all(b < total for b in marked), "bits")
    frames, at = [], 4096
    for nth, block in enumerate(marked):
        entry = struct.unpack_from("<QII", data, index + 16 * nth)
        number, packed, length = record(data, at)
        check(entry == (at, block, length) and number == block, f"index entry {nth}")
        frames.append(packed)
        at += length
    check(not any(data[index + 16 * stored:bitmap]), "tail of the index")
    check(at == index - 4096, "more than records")
    return {block: unpack(frame, method) for block, frame in zip(marked, frames)}


def with_data(raw, size):
    """The blocks in which the file RAW has data and not holes."""
    at, last = 0, -1
    while at < size:
        try:
            start = os.lseek(raw, at, os.SEEK_DATA)
        except OSError:
            return
        at = os.lseek(raw, start, os.SEEK_HOLE)
        for block in range(max(start // BLOCK, last + 1), (at - 1) // BLOCK + 1):
            last = block
            yield block


def main():
    with open(sys.argv[1], "rb") as file:
        data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    raw = os.open(sys.argv[2], os.O_RDONLY)
    size = os.fstat(raw).st_size
    if data[:8] == b"stream\0\0":
        blocks = zvhd(data, size)
    else:
        blocks = zvhd2(data, size, sys.argv[3] if len(sys.argv) > 3 else "zstd")
    for block in with_data(raw, size):
        want = os.pread(raw, BLOCK, block * BLOCK).ljust(BLOCK, b"\0")
        if want != bytes(BLOCK):
            have = blocks.pop(block, None)
            check(have and (have() if callable(have) else have) == want, f"block {block} differs")
    check(not blocks, "blocks of zeroes are stored")


main()
