/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ruleset of nft(8), as far as it says what becomes of SSH: the chains that hook into
 * input, statement by statement.
 *
 * The one law: sets, maps, variables, other chains and includes are not followed; where
 * one could decide, the answer is that nobody knows.
 */
#pragma once

#include "format/text.h"

enum nft_answer { NFT_LETS_IN, NFT_LETS_SOME, NFT_KEEPS_OUT, NFT_UNKNOWN };

struct nft_verdict {
	enum nft_answer answer;
	unsigned line; /* of what says so; 0: nothing does */
};

/* A new TCP connection to PORT from anywhere. */
struct nft_verdict nft_judge(struct pool *pool, struct bytes text, unsigned port);
