/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of release.h: who reads adds what it found, the first the best. */
#pragma once

#include "guest/release.h"

void release_add(struct release *release, struct release_source source);

/* What os-release(5) and the older release files say. */
void release_from_files(struct guest *guest, struct release *release);

/* What the package database says, by the package that brings the release files. */
void release_from_packages(struct guest *guest, struct release *release);
