/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/kconfig.h"

#include "test.h"

/* Debian 12's kernel has these three built in and every virtio driver as a module. */
static const char debian[] = "#\n# Automatically generated file; DO NOT EDIT.\n#\n"
			     "CONFIG_VIRTIO_ANCHOR=y\n"
			     "CONFIG_VIRTIO_MENU=y\n"
			     "CONFIG_VIRTIO_PCI_LEGACY=y\n"
			     "CONFIG_VIRTIO_PCI=m\n"
			     "CONFIG_VIRTIO=m\n"
			     "# CONFIG_ENA_ETHERNET is not set\n"
			     "CONFIG_LOCALVERSION=\"\"\n"
			     "CONFIG_HZ=250\n"
			     "CONFIG_BLK_DEV_NVME=y";

static void takes_symbols_whole(void)
{
	struct bytes text = bytes_of(debian);

	EXPECT_INT(kconfig_get(text, "VIRTIO"), KCONFIG_MODULE);
	EXPECT_INT(kconfig_get(text, "VIRTIO_PCI"), KCONFIG_MODULE);
	EXPECT_INT(kconfig_get(text, "VIRTIO_P"), KCONFIG_ABSENT);
	EXPECT_INT(kconfig_get(text, "VIRTIO_PCI_LEGACY"), KCONFIG_YES);
	EXPECT_INT(kconfig_get(text, "BLK_DEV_NVME"), KCONFIG_YES);
	EXPECT_INT(kconfig_get(text, "HZ"), KCONFIG_YES);
}

static void knows_what_is_not_set(void)
{
	EXPECT_INT(kconfig_get(bytes_of(debian), "ENA_ETHERNET"), KCONFIG_ABSENT);
	EXPECT_INT(kconfig_get(bytes_of("CONFIG_X=n\n"), "X"), KCONFIG_ABSENT);
	EXPECT_INT(kconfig_get(bytes_of("CONFIG_X="), "X"), KCONFIG_ABSENT);
	EXPECT_INT(kconfig_get(bytes_of(""), "X"), KCONFIG_ABSENT);
}

static void tells_a_configuration(void)
{
	EXPECT(kconfig_is(bytes_of(debian)));
	EXPECT(!kconfig_is(bytes_of("# CONFIG_X is not set\nCONFIG_\n=\n")));
	EXPECT(!kconfig_is(bytes_of("")));
}

const struct test tests[] = {
	{ "takes symbols whole", takes_symbols_whole },
	{ "knows what is not set", knows_what_is_not_set },
	{ "tells a configuration", tells_a_configuration },
	{ 0 },
};
