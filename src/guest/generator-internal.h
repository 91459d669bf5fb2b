/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generators that need a file of their own.
 *
 * The one law: as generator_persist().
 */
#pragma once

#include "guest/generator.h"

size_t generator_persist_dracut(struct guest *guest, const struct strs *names,
				struct generator_file *file);
