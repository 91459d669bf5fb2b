# Open Telekom Cloud: the same service as Huawei Cloud's, with its own manual.
base = huawei
title = Open Telekom Cloud (IMS)

# User manual, "Installing Native KVM Drivers": only KVM's are asked for.  "What Will the System
# Do to an Image File" still has the platform load IDE for the first start.
initrd_advise = ide

# "Preparing an Image File" (Linux): a system disk of 1 GB to 1 TB.
registered_min = 1G

# "Preparing an Image File": SUSE, Oracle Linux, Red Hat, Ubuntu, openSUSE, CentOS, Debian,
# Fedora, EulerOS and NeoKylin; the list of versions adds openEuler, Rocky Linux and FreeBSD.
os_families = sles opensuse opensuse-leap ol rhel ubuntu centos debian fedora euleros openEuler neokylin rocky freebsd
