/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/pe.h"

#include "fuzz.h"

/* A content must lie in the file, whatever the headers say of it. */
static void check_section(struct bytes file, const struct pe_section *section)
{
	const unsigned char *start = section->content.data;
	size_t offset;

	if (section->content.len == 0)
		return;
	fuzz_require(start >= file.data);
	offset = (size_t)(start - file.data);
	fuzz_require(offset <= file.len && section->content.len <= file.len - offset);
	fuzz_require(strlen(section->name) <= 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	struct bytes file = { data, size };
	const struct pe *pe = pe_parse(pool, file);

	for (size_t i = 0; pe && i < pe->count; i++) {
		check_section(file, &pe->section[i]);
		pe_text(pool, pe, pe->section[i].name);
	}
	if (pe) {
		pe_is_uki(pe);
		pe_architecture(pe);
	}
	pool_free(pool);
	return 0;
}
