# shellcheck shell=sh
# Sourced by the prepare scripts here, in the root of the case: a system as it comes from a
# machine with LSI Logic's controller, with one of each thing that the profiles disagree on.
# Only what the profile says makes one case come out other than the next.
set -eu
rules=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=SCRIPTDIR/../images.sh
. "$rules/images.sh"

mkdir -p etc/network etc/initramfs-tools home srv opt mnt/old usr/sbin usr/lib/udev/rules.d
printf 'ID=debian\nVERSION_ID=12\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' > etc/os-release
echo '# modules' > etc/initramfs-tools/modules
cat > etc/fstab <<'X'
UUID=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01 / ext4 defaults 0 1
UUID=8a1b0b0e-7d0c-4b0e-8f7e-0a1b2c3d4e5f none swap sw 0 0
UUID=5d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a02 /home xfs defaults 0 2
UUID=4d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a05 /opt ext4 defaults 0 2
UUID=9d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a04 /srv ext4 defaults 0 2
UUID=0b5c6a1e-8d8f-4a53-9d0c-6c1f0f4d7a21 /mnt/old ext4 defaults 0 2
X
cat > etc/network/interfaces <<'X'
auto lo
iface lo inet loopback

auto ens192
iface ens192 inet static
	address 192.0.2.10/24
	gateway 192.0.2.1
X
echo elf > usr/sbin/ifup
echo '# rules' > usr/lib/udev/rules.d/80-net-setup-link.rules
modules $kver
modules_of_others
module drivers/scsi/vmw_pvscsi drivers/scsi/scsi_mod
printf '\0parmtype=io_timeout:uint\0' >> lib/modules/$kver/kernel/drivers/nvme/nvme-core.ko
for nic in vmxnet3 ena gve; do
	module drivers/net/$nic
done
module fs/fat/vfat
image_start initramfs-tools merged
image_modules $kver scsi_mod mptspi sd_mod
archive | gzip -n > ../initrd
mkdir -p boot/grub
kernel_image $kver boot/vmlinuz-$kver
mv ../initrd boot/initrd.img-$kver
cat > boot/grub/grub.cfg <<X
menuentry 'Debian GNU/Linux' {
	linux /boot/vmlinuz-$kver root=UUID=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01 ro quiet
	initrd /boot/initrd.img-$kver
}
X
cd ..
truncate -s 8M disk.img disk2.img
echo 'start=2048' | sfdisk -q --no-tell-kernel -X dos disk2.img
{
	echo "label: ${table:-dos}"
	[ "${table:-dos}" = gpt ] || echo 'label-id: 0x1f2e3d4c'
	printf 'start=2048, size=4096\nsize=2048\nsize=2048\nsize=2048\n'
} | sfdisk -q --no-tell-kernel disk.img
