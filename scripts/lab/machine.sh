# shellcheck shell=bash
# A virtual machine as the gateway of scripts/lab.sh: a bare Debian 12 with systemd, a router before anything
# is installed, with the interfaces mn0, lg0, in0 and, for its administrator, mg0. Source it after lab.sh, then
#
#   machine_make FOLDER            a bare system below FOLDER/base, made once (debootstrap)
#   machine_build FOLDER FILE..    a disk from it, with the files in its /root; a .deb's dependencies are fetched
#   machine_start FOLDER           boots it in the lab's namespace sw; returns when its agent answers
#   machine_run SECONDS COMMAND    as root within it, by its guest agent: works whatever it blocks
#   machine_await_boot SECONDS     returns when it has booted anew since the last time
MACHINE_PACKAGES=systemd,systemd-sysv,udev,dbus,kmod,procps,netbase,iproute2,linux-image-cloud-amd64,initramfs-tools
MACHINE_PACKAGES+=,qemu-guest-agent,openssh-server,ca-certificates,cron,logrotate
MACHINE_BOOT=

machine_in_base() {
  local base=$1
  shift
  DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$base" "$@"
}

machine_make() {
  local base=$1/base
  [[ ! -e $base.done ]] || return 0
  rm -rf -- "$base"
  mkdir -p -- "$1"
  debootstrap --variant=minbase --include="$MACHINE_PACKAGES" bookworm "$base" > "$1/debootstrap.log" ||
    lab_die "debootstrap failed: $1/debootstrap.log"
  machine_in_base "$base" apt-get update -q > "$1/apt.log" 2>&1 || lab_die "apt-get update failed: $1/apt.log"
  touch "$base.done"
}

# The same frames as on a wire: no checksum is left to a card.
machine_card() {
  local offload=csum=off,guest_csum=off,gso=off
  local each
  for each in tso4 tso6 ecn ufo; do offload+=,host_$each=off,guest_$each=off; done
  echo "-netdev tap,id=$1,ifname=up-$1,script=no,downscript=no -device virtio-net-pci,netdev=$1,mac=$2,$offload,romfile="
}

machine_mac() {
  case $1 in mn) echo 00:00:5e:00:53:01 ;; lg) echo 00:00:5e:00:53:02 ;; in) echo 00:00:5e:00:53:03 ;; mg) echo 00:00:5e:00:53:09 ;; esac
}

# Interfaces by the names that the policy has, and a router as careless as a bare one can be.
machine_configure() {
  local base=$1 line zone address
  mkdir -p "$base/etc/systemd/network"
  for line in "${LAB_HOSTS[@]}"; do
    read -r _ zone address _ <<< "$line"
    printf '[Match]\nMACAddress=%s\n[Link]\nName=%s0\n' "$(machine_mac "$zone")" "$zone" > "$base/etc/systemd/network/10-${zone}0.link"
    printf '[Match]\nName=%s0\n[Network]\nAddress=%s.1/24\nLinkLocalAddressing=no\n' "$zone" "${address%.*}" \
      > "$base/etc/systemd/network/10-${zone}0.network"
  done
  echo net.ipv4.ip_forward=1 > "$base/etc/sysctl.d/router.conf"
  echo LoginGraceTime 0 > "$base/etc/ssh/sshd_config.d/patient.conf"
  echo gateway > "$base/etc/hostname"
  machine_in_base "$base" systemctl -q enable systemd-networkd
  machine_in_base "$base" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer systemd-networkd-wait-online
}

machine_build() {
  local folder=$1 base=$1/base file
  shift
  machine_configure "$base"
  rm -rf -- "${base:?}"/root/*
  cp -r -- "$@" "$base/root/"
  for file in "$base"/root/*.deb; do
    machine_in_base "$base" apt-get install -q -y --download-only "/root/${file##*/}" > "$folder/apt.log" 2>&1 ||
      lab_die "dependencies of ${file##*/}: $folder/apt.log"
  done
  rm -f -- "$folder/disk"
  mkfs.ext4 -qF -d "$base" "$folder/disk" 2500M > /dev/null
}

machine_start() {
  local folder=$1 card zone
  MACHINE_AGENT=$LAB_TMP/agent
  MACHINE_CONSOLE=$folder/console.log
  card=
  for zone in "${LAB_ZONES[@]}"; do card+=" $(machine_card "$zone" "$(machine_mac "$zone")")"; done
  # shellcheck disable=SC2086 # words
  lab_spawn sw qemu-system-x86_64 -machine q35 -accel tcg -cpu max -m 1024 -nodefaults -display none \
    -kernel "$folder/base/vmlinuz" -initrd "$folder/base/initrd.img" \
    -append "root=/dev/vda rw console=ttyS0 quiet panic=5 systemd.show_status=1" \
    -drive "file=$folder/disk,if=virtio,format=raw,cache=unsafe" -serial "file:$MACHINE_CONSOLE" \
    -device virtio-serial -chardev "socket,id=agent,path=$MACHINE_AGENT,server=on,wait=off" \
    -device virtserialport,chardev=agent,name=org.qemu.guest_agent.0 -device virtio-rng-pci $card 2> "$LAB_TMP/qemu.log"
  machine_await_boot "${MACHINE_BOOT_SECONDS:-600}"
}

machine_run() {
  "$LAB_PYTHON" "$LAB_SCRIPTS/lab/guest.py" "$MACHINE_AGENT" "$@"
}

machine_await_boot() {
  local boot end=$((SECONDS + $1))
  while [[ $SECONDS -lt $end ]]; do
    boot=$(machine_run $((end - SECONDS)) "cat /proc/sys/kernel/random/boot_id" 2> /dev/null || true)
    if [[ -n $boot && $boot != "$MACHINE_BOOT" ]]; then
      MACHINE_BOOT=$boot
      machine_run 240 "timeout 200 systemctl is-system-running --wait" > /dev/null 2>&1 || true
      return
    fi
    sleep 1
  done
  tail -n 30 "$MACHINE_CONSOLE" "$LAB_TMP/qemu.log" >&2 || true
  lab_die "the machine did not boot within $1 s"
}
