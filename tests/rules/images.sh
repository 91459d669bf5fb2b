# Sourced by the prepare scripts here, in the root of the case: kernels with modules, and
# initramfs images of them.  Modules are small texts; nothing looks inside.
# shellcheck shell=sh disable=SC2034

kver=6.1.0-18-amd64

# What a kernel $1 has, its modules ending in $2 (".ko.xz"); without the names in $3.
modules()
{
	dir=lib/modules/$1 ko=${2:-.ko} without=" ${3:-} "
	mkdir -p "$dir"
	: > "$dir/modules.dep"
	echo kernel/fs/ext4/ext4.ko > "$dir/modules.builtin"
	module drivers/virtio/virtio_ring
	module drivers/virtio/virtio drivers/virtio/virtio_ring
	module drivers/virtio/virtio_pci_modern_dev
	module drivers/virtio/virtio_pci_legacy_dev
	module drivers/virtio/virtio_pci drivers/virtio/virtio_pci_legacy_dev \
		drivers/virtio/virtio_pci_modern_dev drivers/virtio/virtio \
		drivers/virtio/virtio_ring
	module drivers/block/virtio_blk drivers/virtio/virtio drivers/virtio/virtio_ring
	module drivers/net/virtio_net drivers/virtio/virtio drivers/virtio/virtio_ring
	module drivers/net/ethernet/netxen_nic
	module drivers/scsi/scsi_mod
	module drivers/scsi/sd_mod drivers/scsi/scsi_mod
	module drivers/scsi/mptspi drivers/scsi/scsi_mod
	module drivers/scsi/virtio_scsi drivers/scsi/scsi_mod drivers/virtio/virtio \
		drivers/virtio/virtio_ring
	cat > "$dir/modules.alias" <<X
alias virtio:d00000002v* virtio_blk
alias virtio:d00000001v* virtio_net
alias pci:v00001AF4d* virtio_pci
alias pci:v00004040d* netxen_nic
X
}

# A kernel that says it is $1, as the file $2.
kernel_image()
{
	{
		head -c 510 /dev/zero
		printf '\125\252\353\152HdrS'      # the signature at 0x1fe; HdrS at 0x202
		printf '\017\002\000\000\000\000\000\000' # protocol 2.15
		printf '\000\002'                  # at 0x20e: 0x200 + 0x200 holds the version
		head -c 496 /dev/zero
		printf '%s (builder) #1\000' "$1"
		head -c 65536 /dev/zero
	} > "$2"
}

# What else it may have: drivers of other machines' disks.
modules_of_others()
{
	module drivers/block/xen_blkfront
	module drivers/net/xen_netfront
	module drivers/hv/hv_vmbus
	module drivers/scsi/hv_storvsc drivers/hv/hv_vmbus drivers/scsi/scsi_mod
	module drivers/net/hv_netvsc drivers/hv/hv_vmbus
	module drivers/nvme/nvme-core
	module drivers/nvme/nvme drivers/nvme/nvme-core
	module drivers/ata/libata drivers/scsi/scsi_mod
	module drivers/ata/ata_piix drivers/ata/libata drivers/scsi/scsi_mod
	module drivers/ata/ata_generic drivers/ata/libata drivers/scsi/scsi_mod
}

module()
{
	name=${1##*/}
	case $without in *" $name "*) return ;; esac
	[ -d "$dir/kernel/${1%/*}" ] || mkdir -p "$dir/kernel/${1%/*}"
	echo "module $name" > "$dir/kernel/$1$ko"
	line="kernel/$1$ko:"
	shift
	for need; do
		line="$line kernel/$need$ko"
	done
	echo "$line" >> "$dir/modules.dep"
}

# Start an image in ../image: of generator $1; /lib is a link in a merged one.
image_start()
{
	rm -rf ../image
	mkdir -p ../image/usr/lib
	case $2 in
	merged) ln -s usr/lib ../image/lib ;;
	*) mkdir ../image/lib ;;
	esac
	echo '#!/bin/sh' > ../image/init
	case $1 in
	dracut) mkdir ../image/usr/lib/dracut ;;
	mkinitcpio) echo 'run_hookfunctions() { :; }' > ../image/init_functions ;;
	mkinitfs) mkdir ../image/sbin && echo elf > ../image/sbin/nlplug-findfs ;;
	suse) echo . > ../image/run_all.sh ;;
	nash) nash_init "$3" > ../image/init ;;
	*) mkdir ../image/conf && echo MODULES=most > ../image/conf/initramfs.conf ;;
	esac
}

# The script of EL 5, loading the modules $1.
nash_init()
{
	printf '#!/bin/nash\n\nmount -t proc /proc /proc\nsetquiet\n'
	printf 'echo Creating block device nodes.\nmkblkdevs\n'
	for name in $1; do
		printf 'echo "Loading %s.ko module"\ninsmod /lib/%s.ko \n' "$name" "$name"
		echo "module $name" > "../image/lib/$name.ko"
	done
	printf 'mkblkdevs\nresume LABEL=SWAP-sda3\necho Creating root device.\n'
	printf 'mkrootdev -t ext3 -o defaults,ro sda2\nmount /sysroot\nsetuproot\nswitchroot\n'
}

# Put the modules that follow kernel $1 into the image.
image_modules()
{
	from=lib/modules/$1
	mkdir -p "../image/$from"
	shift
	for name; do
		file=$(cd "$from" && find kernel -name "$name.ko*")
		[ -d "../image/$from/${file%/*}" ] || mkdir -p "../image/$from/${file%/*}"
		cp "$from/$file" "../image/$from/$file"
	done
}

image_all()
{
	image_modules "$1" virtio_ring virtio virtio_pci_modern_dev \
		virtio_pci_legacy_dev virtio_pci virtio_blk scsi_mod sd_mod virtio_scsi
}

# Call the modules in the image .ko, as generators do that unpack them.
image_unpacked()
{
	find ../image -name '*.ko.xz' | while read -r file; do
		mv "$file" "${file%.xz}"
	done
}

# The same bytes each time: their number decides how many pad the segment behind them.
pack()
{
	find . -exec touch -h -d @0 {} +
	find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --reproducible --quiet
}

archive()
{
	(cd ../image && pack)
}

# An entry for each kernel of GRUB's menu, with the image boot/$2 where given.
entry()
{
	mkdir -p boot/grub
	echo "kernel $1" > "boot/vmlinuz-$1"
	cat >> boot/grub/grub.cfg <<X
menuentry 'Linux $1' {
	linux /boot/vmlinuz-$1 root=UUID=7d6a3c1e-52b4-4f0b-9a53-1f3b5f1c2a01 ro
	initrd ${2:-/boot/initrd.img-$1}
}
X
}

microcode()
{
	mkdir -p ../early/kernel/x86/microcode
	echo microcode > ../early/kernel/x86/microcode/GenuineIntel.bin
	(cd ../early && pack)
}

all="virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci
	virtio_blk scsi_mod sd_mod virtio_scsi"
