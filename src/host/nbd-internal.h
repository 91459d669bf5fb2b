/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes on the wire, for both halves of the client. */
#pragma once

#include "host/nbd.h"

/* All LEN bytes of it; -EPROTO where the server has gone. */
int nbd_receive(const struct nbd *nbd, void *to, size_t len);
int nbd_send(const struct nbd *nbd, const void *data, size_t len);

void nbd_put16(unsigned char *to, unsigned value);
void nbd_put32(unsigned char *to, uint32_t value);
void nbd_put64(unsigned char *to, uint64_t value);
unsigned nbd_get16(const unsigned char *from);

/* Take the default export with structured replies and base:allocation. */
int nbd_negotiate(struct nbd *nbd);
