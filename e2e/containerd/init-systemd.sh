#!/bin/sh
# Makes Debian's systemd process 1 of a test node, which then runs containerd as a unit of its own.
# Arguments: the node's directory, the directory of the containerd binaries, the node's cgroup below each hierarchy.
# Must be started in new mount, PID, IPC, UTS and cgroup namespaces.
set -e
node=$1 binaries=$2
root=$node/system

mount -t tmpfs system "$root"
mkdir "$root/up" "$root/work" "$root/new"
root=$root/new
mount -t overlay overlay -o "lowerdir=/,upperdir=${root%/new}/up,workdir=${root%/new}/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 cgroup "$root/sys/fs/cgroup"
if [ -d /sys/fs/cgroup/systemd ]; then
  mkdir "$root/sys/fs/cgroup/systemd"
  mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
else
  umount "$root/sys/fs/cgroup"
  mount -t cgroup2 cgroup "$root/sys/fs/cgroup"
fi
mount -t tmpfs -o mode=755 dev "$root/dev"
for device in null zero full random urandom tty; do
  cp -a "/dev/$device" "$root/dev/"
done
mount -t tmpfs -o mode=755,size=64m run "$root/run"
# The node's directory and the binaries are shared with the test, not copied.
mount --bind "$node" "$root$node"

mkdir -p "$root/etc/containerd"
units=$root/etc/systemd/system
rm -rf "${units:?}"/*
cat >"$units/node.target" <<'END'
[Unit]
Description=A test node
DefaultDependencies=no
END
# Started by the test, not at boot: the starting files come first.
cat >"$units/containerd.service" <<END
[Unit]
DefaultDependencies=no
StartLimitIntervalSec=0
[Service]
Type=notify
Environment=SSL_CERT_FILE=$SSL_CERT_FILE HTTPS_PROXY=$HTTPS_PROXY PATH=$binaries:$PATH
ExecStartPre=-/bin/sh -c '[ ! -x /run/before-restart ] || /run/before-restart'
ExecStartPre=/bin/sh -c 'date +%%s.%%N >>$node/starts'
ExecStart=$binaries/containerd --root $node/root
StandardOutput=append:$node/containerd.log
StandardError=append:$node/containerd.log
Delegate=yes
KillMode=process
Restart=always
RestartSec=1
END
touch "$node/ready"
cd "$root"
mkdir -p old
pivot_root . old
umount -l /old
export container=node-test
exec /lib/systemd/systemd --unit=node.target --log-target=null --show-status=no
