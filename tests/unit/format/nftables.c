/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/nftables.h"

#include "sample.h"

#define HOOK "table inet filter {\n chain input {\n  type filter hook input priority 0;"

static void expect(const char *rules, enum nft_answer answer, unsigned line)
{
	struct pool *pool = pool_new();
	struct nft_verdict verdict = nft_judge(pool, bytes_of(rules), 22);

	EXPECT_INT(verdict.answer, answer);
	EXPECT_INT(verdict.line, line);
	pool_free(pool);
}

static void chains_of_input_decide(void)
{
	struct pool *pool = pool_new();
	struct bytes debian = sample_read(pool, "nftables/debian12");

	EXPECT_INT(nft_judge(pool, debian, 22).answer, NFT_LETS_IN);
	expect(HOOK " policy drop;\n  ct state established,related accept\n  iif lo "
		    "accept\n  tcp dport { 22, 80 } accept\n }\n}\n",
	       NFT_LETS_IN, 6);
	expect(HOOK " policy drop;\n  tcp dport 80 accept\n }\n}\n", NFT_KEEPS_OUT, 3);
	expect(HOOK "\n  tcp dport 222 accept\n  counter drop\n }\n}\n", NFT_KEEPS_OUT,
	       5);
	expect(HOOK
	       " policy drop;\n  ip saddr 192.0.2.0/24 tcp dport ssh accept\n }\n}\n",
	       NFT_LETS_SOME, 4);
	expect("table inet f {\n chain output {\n  type filter hook output priority 0; "
	       "policy drop;\n }\n}\n",
	       NFT_LETS_IN, 0);
	pool_free(pool);
}

static void what_is_not_followed_is_not_known(void)
{
	expect(HOOK " policy drop;\n  jump mine\n }\n}\n", NFT_UNKNOWN, 3);
	expect(HOOK " policy drop;\n  tcp dport @open accept\n }\n}\n", NFT_UNKNOWN, 3);
	expect("include \"/etc/x\"\n", NFT_UNKNOWN, 0);
	expect("", NFT_LETS_IN, 0);
	expect(HOOK, NFT_LETS_IN, 0);
}

const struct test tests[] = {
	{ "chains of input decide", chains_of_input_decide },
	{ "what is not followed is not known", what_is_not_followed_is_not_known },
	{ 0 },
};
