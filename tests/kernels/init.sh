#!/bin/bash
# The guest's first process: what a system has mounted, then the groups, then off. The build folder
# is on the kernel's command line; what the groups print goes to the serial line.
export PATH=/usr/sbin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /run
mkdir -p /run/netns
ln -sf /proc/self/fd /dev/fd
ip link set lo up
build=$(sed -n 's/.*sekisho_build=\([^ ]*\).*/\1/p' /proc/cmdline)
echo "kernel $(uname -r)"
"${build%/*}/tests/kernels/groups.sh" "$build"
echo "groups done: $?"
echo o > /proc/sysrq-trigger
sleep 60
