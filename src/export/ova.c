/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An OVA: a tar of an OVF descriptor, its manifest and the disk (DSP0243 2.1, 5.1
 * to 5.3).
 *
 * Descriptor and manifest come first and speak of the disk.  Room is left for them, so
 * this takes a file, and no pipe.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "export/tarhead.h"
#include "export/writer.h"

enum { DIGITS = HASH_DIGITS - 1 };

/*
 * The least that VMware, VirtualBox and the importers of clouds take: one system with one
 * disk at an LSI Logic controller and one network card.
 */
static const char descriptor[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/1\"\n"
	"    xmlns:ovf=\"http://schemas.dmtf.org/ovf/envelope/1\"\n"
	"    xmlns:rasd=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
	"CIM_ResourceAllocationSettingData\"\n"
	"    xmlns:vssd=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
	"CIM_VirtualSystemSettingData\">\n"
	"  <References>\n"
	"    <File ovf:id=\"file1\" ovf:href=\"%s\" ovf:size=\"%llu\"/>%s\n"
	"  </References>\n"
	"  <DiskSection>\n"
	"    <Info>Virtual disks</Info>\n"
	"    <Disk ovf:diskId=\"disk1\" ovf:fileRef=\"file1\" ovf:capacity=\"%llu\"\n"
	"        ovf:capacityAllocationUnits=\"byte\"\n"
	"        ovf:format=\"http://www.vmware.com/interfaces/specifications/vmdk.html"
	"#streamOptimized\"/>\n"
	"  </DiskSection>\n"
	"  <NetworkSection>\n"
	"    <Info>Networks</Info>\n"
	"    <Network ovf:name=\"network\"><Description>network</Description></Network>\n"
	"  </NetworkSection>\n"
	"  <VirtualSystem ovf:id=\"%s\">\n"
	"    <Info>A virtual machine</Info>\n"
	"    <Name>%s</Name>\n"
	"    <OperatingSystemSection ovf:id=\"101\">\n"
	"      <Info>Linux, 64 bits</Info>\n"
	"    </OperatingSystemSection>\n"
	"    <VirtualHardwareSection>\n"
	"      <Info>Hardware</Info>\n"
	"      <System>\n"
	"        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>\n"
	"        <vssd:InstanceID>0</vssd:InstanceID>\n"
	"        <vssd:VirtualSystemIdentifier>%s</vssd:VirtualSystemIdentifier>\n"
	"        <vssd:VirtualSystemType>vmx-07</vssd:VirtualSystemType>\n"
	"      </System>\n"
	"      <Item>\n"
	"        <rasd:ElementName>1 virtual CPU</rasd:ElementName>\n"
	"        <rasd:InstanceID>1</rasd:InstanceID>\n"
	"        <rasd:ResourceType>3</rasd:ResourceType>\n"
	"        <rasd:VirtualQuantity>1</rasd:VirtualQuantity>\n"
	"      </Item>\n"
	"      <Item>\n"
	"        <rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>\n"
	"        <rasd:ElementName>2048 MB of memory</rasd:ElementName>\n"
	"        <rasd:InstanceID>2</rasd:InstanceID>\n"
	"        <rasd:ResourceType>4</rasd:ResourceType>\n"
	"        <rasd:VirtualQuantity>2048</rasd:VirtualQuantity>\n"
	"      </Item>\n"
	"      <Item>\n"
	"        <rasd:Address>0</rasd:Address>\n"
	"        <rasd:ElementName>SCSI controller 0</rasd:ElementName>\n"
	"        <rasd:InstanceID>3</rasd:InstanceID>\n"
	"        <rasd:ResourceSubType>lsilogic</rasd:ResourceSubType>\n"
	"        <rasd:ResourceType>6</rasd:ResourceType>\n"
	"      </Item>\n"
	"      <Item>\n"
	"        <rasd:AddressOnParent>0</rasd:AddressOnParent>\n"
	"        <rasd:ElementName>Hard disk 1</rasd:ElementName>\n"
	"        <rasd:HostResource>ovf:/disk/disk1</rasd:HostResource>\n"
	"        <rasd:InstanceID>4</rasd:InstanceID>\n"
	"        <rasd:Parent>3</rasd:Parent>\n"
	"        <rasd:ResourceType>17</rasd:ResourceType>\n"
	"      </Item>\n"
	"      <Item>\n"
	"        <rasd:AutomaticAllocation>true</rasd:AutomaticAllocation>\n"
	"        <rasd:Connection>network</rasd:Connection>\n"
	"        <rasd:ElementName>Network card 1</rasd:ElementName>\n"
	"        <rasd:InstanceID>5</rasd:InstanceID>\n"
	"        <rasd:ResourceSubType>E1000</rasd:ResourceSubType>\n"
	"        <rasd:ResourceType>10</rasd:ResourceType>\n"
	"      </Item>\n"
	"    </VirtualHardwareSection>\n"
	"  </VirtualSystem>\n"
	"</Envelope>\n";

struct ova {
	struct pool *pool;
	const struct export_job *job;
	const char *name, *ovf, *manifest, *disk; /* names of its members */
};

/* What may stand in XML, in a manifest and in the head of a tar, at a length for it. */
static char *plain_name(struct pool *pool, const char *name)
{
	char *plain = pool_strndup(pool, name, 80);

	for (char *c = plain; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789._-",
			    *c))
			*c = '_';
	if (*plain == '.' || *plain == '-' || !*plain)
		plain = pool_printf(pool, "disk%s", plain);
	return plain;
}

/* Always of one length: blanks make up for the digits of SIZE. */
static struct bytes make_descriptor(const struct ova *ova, uint64_t size)
{
	char digits[24], blanks[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)size);

	memset(blanks, ' ', sizeof(blanks));
	blanks[20 - len] = '\0';
	return bytes_of(pool_printf(ova->pool, descriptor, ova->disk,
				    (unsigned long long)size, blanks,
				    (unsigned long long)ova->job->disk->size, ova->name,
				    ova->name, ova->name));
}

static struct bytes make_manifest(const struct ova *ova, struct bytes text,
				  const char *disk)
{
	char digits[HASH_DIGITS];

	hash_digits(text.data, text.len, digits);
	return bytes_of(pool_printf(ova->pool, "SHA256(%s)= %s\nSHA256(%s)= %s\n",
				    ova->ovf, digits, ova->disk, disk));
}

static int put_member(struct sink *sink, const char *name, struct bytes data)
{
	unsigned char head[TAR_BLOCK];
	int err;

	tarhead_file(head, name, data.len);
	err = sink_write(sink, head, sizeof(head));
	if (!err)
		err = sink_write(sink, data.data, data.len);
	return err ? err : sink_pad(sink, TAR_BLOCK);
}

/* Descriptor and manifest of a disk that has SIZE bytes, and the head of its member. */
static int put_front(const struct ova *ova, uint64_t size, const char *digits,
		     struct sink *sink)
{
	unsigned char head[TAR_BLOCK];
	struct bytes text = make_descriptor(ova, size);
	int err = put_member(sink, ova->ovf, text);

	if (!err)
		err = put_member(sink, ova->manifest, make_manifest(ova, text, digits));
	tarhead_file(head, ova->disk, size);
	return err ? err : sink_write(sink, head, sizeof(head));
}

static int write_ova(const struct ova *ova, struct sink *sink)
{
	char digits[HASH_DIGITS];
	struct export_job job = *ova->job;
	struct sink front = { .fd = sink->fd };
	struct sha256_ctx hash;
	uint64_t start;
	int err;

	memset(digits, '0', DIGITS);
	digits[DIGITS] = '\0';
	err = put_front(ova, 0, digits, sink);
	if (err)
		return err;
	start = sink->at;
	sha256_init(&hash);
	sink->hash = &hash;
	job.name = pool_printf(ova->pool, "%s-disk1", ova->name);
	err = vmdk_stream_write(&job, sink);
	sink->hash = NULL;
	if (err)
		return err;
	hash_end(&hash, digits);
	/* A VMDK is whole sectors, which are the blocks of a tar. */
	err = sink_zeroes(sink, 2 * TAR_BLOCK);
	if (!err && lseek(sink->fd, 0, SEEK_SET) < 0)
		err = -errno;
	return err ? err
		   : put_front(ova, sink->at - 2 * TAR_BLOCK - start, digits, &front);
}

int ova_write(const struct export_job *job, struct sink *sink)
{
	struct ova ova = { .pool = pool_new(), .job = job };
	int err;

	ova.name = plain_name(ova.pool, job->name);
	ova.ovf = pool_printf(ova.pool, "%s.ovf", ova.name);
	ova.manifest = pool_printf(ova.pool, "%s.mf", ova.name);
	ova.disk = pool_printf(ova.pool, "%s-disk1.vmdk", ova.name);
	err = sink->is_stream ? -ESPIPE : write_ova(&ova, sink);
	pool_free(ova.pool);
	return err;
}
