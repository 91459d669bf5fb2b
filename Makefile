# SPDX-License-Identifier: GPL-2.0-or-later
# drydock: see README.md; `make help` lists the targets.

BUILD  ?= build
PREFIX ?= /usr/local
VERSION := 0.1

CC     ?= gcc
CFLAGS ?= -O2 -g
WARN   := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
          -Wvla -Wwrite-strings -Werror
LIBS   := -lblkid -luuid -lext2fs -lcom_err -ljansson -lz -llzma -lzstd -lbz2 -llz4 -llzo2 -lnettle -lyaml -lcrypt \
          -ldialog -lncursesw -ltinfo -lm
SAN    := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# The same rules build three variants: plain (static, shipped), and asan (for the tests).
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Isrc -I$(BUILD)/gen \
             -ffile-prefix-map=$(CURDIR)=. $(WARN) $(CFLAGS)

SOURCES  := $(sort $(wildcard src/*/*.c))
RULES    := $(sort $(wildcard src/rules/*.c))
PROFILES := $(sort $(wildcard profiles/*.profile))
LIB_SRC  := $(filter-out src/app/main.c,$(SOURCES))
UNIT     := $(sort $(wildcard tests/unit/*/*.c))
GEN      := $(BUILD)/gen/catalogue.c $(BUILD)/gen/profiles.c $(BUILD)/gen/version.h

plain_obj = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(1))
asan_obj  = $(patsubst src/%.c,$(BUILD)/asan/%.o,$(1))
GEN_OBJ      := $(BUILD)/obj/catalogue.o $(BUILD)/obj/profiles.o
ASAN_GEN_OBJ := $(BUILD)/asan/catalogue.o $(BUILD)/asan/profiles.o

APPLIANCE := $(BUILD)/appliance

# What is made, a line each; V=1 shows the commands instead.
V ?=
say = $(if $(V),,@printf '  %-5s %s\n' $(1) '$@'; )

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help appliance size install demo bench bench-speed fuzz clean lint format \
        image report test test-all unit rules-test boot host attached controllers power-cut \
        disk-image iso pxe disk-images deb media check accept rule docs

all: $(BUILD)/drydock appliance ## the program and its appliance

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

## ---- the program --------------------------------------------------------------------------

$(BUILD)/drydock: src/hot-code.ld $(call plain_obj,$(SOURCES)) $(GEN_OBJ)
	$(call say,LD)$(CC) $(CFLAGS) -static -o $@ -Wl,-T,$^ $(LIBS)

$(BUILD)/libdrydock.a: $(call plain_obj,$(LIB_SRC)) $(GEN_OBJ)
	$(call say,AR)rm -f $@ && ar rcsD $@ $^

$(BUILD)/asan/libdrydock.a: $(call asan_obj,$(LIB_SRC)) $(ASAN_GEN_OBJ)
	$(call say,AR)rm -f $@ && ar rcsD $@ $^

$(BUILD)/obj/%.o: src/%.c Makefile | $(GEN)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/asan/%.o: src/%.c Makefile | $(GEN)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(SAN) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/asan/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(SAN) -MMD -MP -c -o $@ $<

# The catalogue is made from the folder: a rule is one file and nothing else.
$(BUILD)/gen/catalogue.c: $(RULES) scripts/gen-catalogue
	@mkdir -p $(@D)
	$(call say,GEN)scripts/gen-catalogue $(RULES) > $@

$(BUILD)/gen/profiles.c: $(PROFILES) scripts/gen-profiles
	@mkdir -p $(@D)
	$(call say,GEN)scripts/gen-profiles $(PROFILES) > $@

$(BUILD)/gen/version.h: $(RULES) $(PROFILES) scripts/gen-version Makefile
	@mkdir -p $(@D)
	$(call say,GEN)scripts/gen-version $(VERSION) $(RULES) $(PROFILES) > $@

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/asan/*/*.d $(BUILD)/unit/*/*.d)

## ---- unit tests ---------------------------------------------------------------------------

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/asan/libdrydock.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SAN) -Itests -MMD -MP -o $@ $< $(BUILD)/asan/libdrydock.a $(LIBS)

unit: $(patsubst tests/%.c,$(BUILD)/%,$(UNIT)) ## unit tests, with sanitizers
	AT_A_TIME=3 tests/run unit $^

## ---- the appliance ------------------------------------------------------------------------

appliance: $(APPLIANCE)/initramfs.cpio $(APPLIANCE)/kernel ## kernel and initramfs

$(APPLIANCE)/kernel: scripts/kernel kernel-config/firmware $(wildcard kernel-config/*.config)
	@mkdir -p $(@D)
	scripts/kernel $@
	@touch $@

$(APPLIANCE)/proof.squashfs: scripts/proof scripts/tree-lib.sh rootfs/proof rootfs/files
	@mkdir -p $(@D)
	scripts/proof $(@D)
	@touch $@

$(APPLIANCE)/initramfs.cpio: $(BUILD)/drydock scripts/rootfs scripts/tree-lib.sh scripts/about \
                             kernel-config/firmware $(APPLIANCE)/proof.squashfs \
                             $(shell find rootfs -type f)
	@mkdir -p $(@D)
	scripts/rootfs $(BUILD)/drydock $(@D)
	@touch $@

# For media, which are read more slowly than unpacked; the host command takes the archive as it is.
$(APPLIANCE)/initramfs.cpio.zst: $(APPLIANCE)/initramfs.cpio
	zstd -q -f -19 -T0 $< -o $@

size: all $(APPLIANCE)/initramfs.cpio.zst ## what the appliance weighs; the last line is the total
	@scripts/size $(BUILD)

MEDIA := $(BUILD)/media
FOR_MEDIA := scripts/medium-lib.sh $(addprefix $(APPLIANCE)/,kernel initramfs.cpio.zst proof.squashfs)

media: iso disk-images pxe deb ## all media, each under 32 MB
	@scripts/media-size $(MEDIA)

iso: $(MEDIA)/drydock.iso ## the appliance on a CD or USB stick, for BIOS and UEFI
disk-image: $(MEDIA)/drydock.img ## the appliance as a raw disk, for BIOS and UEFI
disk-images: $(addprefix $(MEDIA)/drydock.,img qcow2 vmdk vhd) ## the same as qcow2, vmdk and vhd
pxe: $(MEDIA)/pxe/drydock.ipxe ## what a TFTP server hands out to start the appliance
deb: $(MEDIA)/drydock_$(VERSION)_amd64.deb ## a Debian package of command, appliance, manual page

$(MEDIA)/drydock.iso: scripts/iso $(FOR_MEDIA)
	@mkdir -p $(@D)
	scripts/iso $(APPLIANCE) $@

$(MEDIA)/drydock.img: scripts/disk-image $(FOR_MEDIA)
	@mkdir -p $(@D)
	scripts/disk-image $(APPLIANCE) $@

$(MEDIA)/drydock.%: $(MEDIA)/drydock.img
	qemu-img convert -O $(if $(filter vhd,$*),vpc -o force_size=on,$*) $< $@

$(MEDIA)/pxe/drydock.ipxe: scripts/pxe $(FOR_MEDIA)
	@mkdir -p $(@D)
	scripts/pxe $(APPLIANCE) $(@D)

$(MEDIA)/drydock_$(VERSION)_amd64.deb: scripts/deb $(BUILD)/drydock $(APPLIANCE)/kernel $(APPLIANCE)/initramfs.cpio \
                                    src/app/drydock.1 src/app/drydock.bash
	@rm -rf $@.tree
	@$(MAKE) -s install DESTDIR=$(abspath $@).tree PREFIX=/usr
	scripts/deb $(VERSION) $@.tree $@
	@rm -rf $@.tree

install: all ## into DESTDIR, below PREFIX
	install -D -m 755 $(BUILD)/drydock $(DESTDIR)$(PREFIX)/bin/drydock
	for file in kernel kernel-pvh initramfs.cpio about; do \
		install -D -m 644 $(APPLIANCE)/$$file \
			$(DESTDIR)$(PREFIX)/lib/drydock/$$file || exit 1; done
	install -D -m 644 src/app/drydock.1 $(DESTDIR)$(PREFIX)/share/man/man1/drydock.1
	install -D -m 644 src/app/drydock.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/drydock

demo: ## break a real system disk, repair it, boot it to a login
	scripts/install-deps build test
	$(MAKE) all
	scripts/demo $(BUILD)/drydock

bench: ## drydock beside libguestfs' tools and partclone, each on one disk
	scripts/install-deps build test bench
	$(MAKE) all
	scripts/bench $(BUILD)/drydock
	scripts/bench-export $(BUILD)/drydock

$(BUILD)/inflate: tests/speed/inflate.c
	$(call say,LD)$(CC) $(ALL_CFLAGS) -static -o $@ $< $(LIBS)

bench-speed: $(BUILD)/inflate ## all rules beside inflating the images alone
	scripts/install-deps build test
	$(MAKE) all
	scripts/bench-speed $(BUILD)/drydock $(BUILD)/inflate

## ---- tests --------------------------------------------------------------------------------

TESTED := lint unit rules-test format image report host attached boot

test: ## all tests; the last line is the sum
	scripts/install-deps build media test
	tests/all $(TESTED)

test-all: ## the same with every boot case
	scripts/install-deps build media test test-all
	BOOT_CASES=all tests/all $(TESTED)

lint: $(GEN) ## layout, layers, static analysis of C and shell
	tests/run lint tests/lint

$(BUILD)/rules-test: $(sort $(wildcard tests/rules/*.c)) $(BUILD)/asan/libdrydock.a
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SAN) -Itests -o $@ $^ $(LIBS)

$(BUILD)/trace-test: tests/trace/run.c $(sort $(wildcard tests/rules/facts*.c)) $(BUILD)/asan/libdrydock.a
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SAN) -Itests -o $@ $^ $(LIBS)

rules-test: $(BUILD)/rules-test $(BUILD)/trace-test ## each case of each rule: found, repaired, exact, undone; traces
	tests/run rules $(BUILD)/rules-test $(BUILD)/trace-test

check: $(BUILD)/rules-test ## the cases of one rule: make check T=<rule>
	$(BUILD)/rules-test $(T)

accept: $(BUILD)/rules-test ## write what they print as expected: make accept T=<rule>
	$(BUILD)/rules-test --accept $(T)

rule: ## start a rule: make rule ID=<id>
	scripts/new-rule $(ID)

$(BUILD)/roundtrip: $(sort $(wildcard tests/format/*.c)) $(BUILD)/asan/libdrydock.a
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SAN) -o $@ $^ $(LIBS)

format: $(BUILD)/roundtrip ## real files must round-trip through the parsers
	ROUNDTRIP=$(CURDIR)/$< tests/run format tests/format/run

$(BUILD)/image-driver: tests/image/driver.c $(BUILD)/asan/libdrydock.a
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SAN) -Itests -o $@ $^ $(LIBS)

image: $(BUILD)/image-driver ## images in and out, hostile references, bad input
	IMAGE_DRIVER=$(CURDIR)/$< tests/run image $(filter-out %lib.sh,$(sort $(wildcard tests/image/*.sh)))

report: $(BUILD)/drydock ## reports against their schema
	DRYDOCK=$(CURDIR)/$< tests/run report tests/report/run tests/report/pages.sh

$(BUILD)/probe-driver: tests/host/probe.c $(BUILD)/asan/libdrydock.a
	$(call say,LD)$(CC) $(ALL_CFLAGS) $(SAN) -o $@ $^ $(LIBS)

host: all $(APPLIANCE)/initramfs.cpio.zst deb $(BUILD)/probe-driver ## the program on bad input, killed appliances, a damaged disk
	PROBE_DRIVER=$(CURDIR)/$(BUILD)/probe-driver tests/run host $(filter-out %lib.sh,$(sort $(wildcard tests/host/*.sh)))

$(BUILD)/facts: tests/attached/facts.c
	$(call say,LD)$(CC) $(ALL_CFLAGS) -o $@ $< $(LIBS)

$(BUILD)/crashes: tests/attached/crashes.c
	$(call say,LD)$(CC) $(ALL_CFLAGS) -o $@ $<

power-cut: all $(BUILD)/facts $(BUILD)/crashes ## 1000 power cuts during a repair in place, as a table
	STATES=1000 tests/attached/power-cut.sh

# Three at a time, as who drives a console waits a good part of the time.
attached: all $(BUILD)/facts $(BUILD)/crashes $(APPLIANCE)/initramfs.cpio.zst ## the appliance on a machine of its own, beside its disks
	AT_A_TIME=3 tests/run attached $(filter-out %lib.sh %patient.sh,$(sort $(wildcard tests/attached/*.sh)))

controllers: all $(APPLIANCE)/initramfs.cpio.zst ## every disk controller, seen and started from, as a table
	BOOT_CASES=all tests/attached/controllers.sh

boot: all ## real guests: broken, seen to fail, repaired, seen to boot
	tests/run boot tests/boot/run

## ---- documents ----------------------------------------------------------------------------

docs: docs/requirements.md ## what the clouds ask for, and the rules that hold it

docs/requirements.md: docs/requirements.tsv $(RULES) scripts/gen-requirements
	scripts/gen-requirements $(RULES) docs/requirements.tsv > $@

## ---- fuzzing ------------------------------------------------------------------------------

FUZZ_SECONDS ?= 60
FUZZ_SAN := -fsanitize=address,undefined -fno-sanitize-recover=all -Wno-error
FUZZ_HOST := $(addprefix src/host/,error header nbd nbd-negotiate ovf refs refs-vmdk sniff span tar)
FUZZ_OBJ := $(patsubst src/%.c,$(BUILD)/fuzz/obj/%.o, \
              $(wildcard src/base/*.c src/format/*.c src/export/*.c) $(addsuffix .c,$(FUZZ_HOST)))

$(BUILD)/fuzz/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	clang $(ALL_CFLAGS) $(FUZZ_SAN) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(BUILD)/fuzz/%: tests/fuzz/%.c $(FUZZ_OBJ)
	clang $(ALL_CFLAGS) $(FUZZ_SAN) -fsanitize=fuzzer -MMD -MP -o $@ $^ $(LIBS)

fuzz: ## every parser for FUZZ_SECONDS (60) on what nobody would write
	scripts/install-deps build fuzz
	$(MAKE) $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))
	tests/fuzz/run $(FUZZ_SECONDS) $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))

clean: ## forget what was built (the cache stays)
	rm -rf $(BUILD)
