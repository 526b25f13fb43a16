#!/bin/sh
# The first process of a node that the test plays, in namespaces of its own (network, mounts, processes, cgroups).
# usage: machine.sh ROOT WORK BPF-SOURCES TOOLS CACHE
#   ROOT         an empty directory that becomes the node's /
#   WORK         the test's directory for the node, at /run/work on the node
#   BPF-SOURCES  Cilium's directory bpf/
#   TOOLS        what goes first on PATH, at /run/tools on the node
#   CACHE        where the programs lie, at the same path on the node
# The node's / is a tmpfs with the machine's directories mounted into it: what Cilium makes below /host, /run, /tmp and
# /var leaves no trace on the machine.
set -eu
root=$1 work=$2 sources=$3 tools=$4 cache=$5

mount -t tmpfs tmpfs "$root"
for entry in /*; do
  name=${entry#/}
  case $name in
    etc | host | proc | run | sys | tmp | var) continue ;;
  esac
  if [ -L "$entry" ]; then
    cp -P "$entry" "$root/$name"
  elif [ -d "$entry" ]; then
    mkdir "$root/$name"
    mount --rbind "$entry" "$root/$name"
  fi
done
cd "$root"
mkdir -p etc .etc proc sys tmp run/work run/tools run/lock run/netns run/cilium/cgroupv2 run/secrets/kubernetes.io/serviceaccount \
  var/lib/cilium/bpf host/proc host/etc/cni/net.d host/opt/cni/bin
ln -s ../run var/run
touch run/xtables.lock
mount -t proc proc proc
mount --rbind proc host/proc
# Settings of the whole machine, which a network namespace does not have and the agent looks at.
mount -t tmpfs tmpfs host/proc/sys/net/core
ln -s /proc/sys/net/core/* host/proc/sys/net/core/
echo fq_codel > host/proc/sys/net/core/default_qdisc
echo 1000 > host/proc/sys/net/core/netdev_max_backlog
# sysfs shows the network devices of the namespace that it is mounted in.
mount -t sysfs sysfs sys
mount -t bpf bpf sys/fs/bpf
# What the DaemonSet's init container mount-cgroup does. It shows the cgroups below this node's own.
mount -t cgroup2 cgroup2 run/cilium/cgroupv2
mkdir .etc/above .etc/work
mount -t overlay -o "lowerdir=/etc,upperdir=$root/.etc/above,workdir=$root/.etc/work" overlay etc
mount --bind "$work" run/work
mount --bind "$tools" run/tools
mount --bind "$sources" var/lib/cilium/bpf
mkdir -p "$root$cache"
mount --bind "$cache" "$root$cache"
# Namespaces of pods that are mounted later must be seen by an agent that is already running.
mount --make-rshared "$root"
exec chroot . sleep infinity
