#!/bin/sh
# Runs a command in a cgroup of its own, below the one it is started in.
# Arguments: the name of the cgroup, the command.
name=$1
shift
for hierarchy in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
  [ -e "$hierarchy/cgroup.procs" ] || continue
  mkdir -p "$hierarchy/$name" && echo $$ >"$hierarchy/$name/cgroup.procs"
done
exec "$@"
