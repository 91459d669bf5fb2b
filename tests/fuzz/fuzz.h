/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every fuzz target of a text syntax checks; a broken promise ends in abort(). */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "format/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_require(bool good)
{
	if (!good)
		abort();
}

/* SPAN lies in TEXT, and putting its own bytes there changes nothing. */
static inline void fuzz_span(struct pool *pool, struct bytes text, struct span span)
{
	struct bytes before, after;
	char *same;

	fuzz_require(span.offset <= text.len && span.len <= text.len - span.offset);
	if (text.len > 4096 || memchr(text.data, 0, text.len))
		return;
	same = text_str(pool, text, span);
	before = text_replace(pool, text, span, same);
	fuzz_require(bytes_equal(before, text));
	after = text_replace(pool, text, span, "drydock");
	fuzz_require(after.len == text.len - span.len + 7);
}
