/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands that only look ("check", "trace"): at an image, in the appliance, or at
 * the tree of a mounted system, here.
 *
 * The one law: nothing is changed, neither the image nor the tree.
 */
#pragma once

#include "app/options.h"

/* Run the command ARGV[0] with the options of GROUPS; the exit status. */
int look_main(struct pool *pool, int argc, char **argv, unsigned groups);
