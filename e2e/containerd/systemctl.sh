#!/bin/sh
# `systemctl VERB containerd` of a test node: asks its PID 1 and waits for the answer.
# A file /run/before-VERB is run first: that is where a test puts what happens at the same moment.
[ ! -x "/run/before-$1" ] || "/run/before-$1"
echo "$1" >/run/request
read -r status </run/reply
exit "$status"
