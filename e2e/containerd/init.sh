#!/bin/sh
# PID 1 of a test node: gives it directories of its own and does systemd's part for containerd.
# Arguments: the node's directory, the directory of the containerd binaries.
node=$1 binaries=$2
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$node/etc,workdir=$node/work" /etc
mount -t tmpfs -o mode=755,size=16m run /run
mkdir -p /etc/containerd
mkfifo /run/request /run/reply
export PATH="$binaries:$PATH"

start() {
  date +%s.%N >>"$node/starts"
  # shellcheck disable=SC2046 # the files hold words
  env $(cat /run/containerd-environment 2>/dev/null) \
    containerd --root "$node/root" $(cat /run/containerd-arguments 2>/dev/null) >>"$node/containerd.log" 2>&1 &
  daemon=$!
  address=$(cat /run/containerd-address 2>/dev/null || echo /run/containerd/containerd.sock)
  for _ in $(seq 100); do
    kill -0 "$daemon" 2>/dev/null || { wait "$daemon"; daemon=; return 1; }
    ctr --address "$address" --connect-timeout 1s version >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}

stop() {
  [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null; wait "$daemon" 2>/dev/null; }
  daemon=
}

daemon=
touch "$node/ready"
while :; do
  read -r verb </run/request || continue
  case $verb in
    start) start ;;
    stop) stop ;;
    restart) stop; start ;;
  esac
  echo $? >/run/reply
done
