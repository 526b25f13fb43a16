#!/bin/sh
# Written by cdk8s synth from clusters/gr-overlay.yaml. Change that, not this file.
set -u
umask 022
LC_ALL=C
PATH=${PATH:-/usr/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
REGISTRY='quay.io'
ENDPOINT='https://quay.tencentcloudcr.com'
CONFIG='/etc/containerd/config.toml'
CERTS='/etc/containerd/certs.d'
SOCKET='/run/containerd/containerd.sock'
RUN='/run/tke-cilium'
RESTART='systemctl restart containerd'
WAIT=60
OPEN='# >>> tke-cilium node-init'
CLOSE='# <<< tke-cilium node-init'
sends="sends $REGISTRY to $ENDPOINT"
decision=left-unknown ok=false message='ended early' changed=false restarted=false
containerd='' version='' first='' why=''
decide() { decision=$1 ok=$2 message=$first$3; }
left() { decide "left-$1" false "$2"; }
json() { printf '%s' "$1" | tr '\000-\037' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }
report() {
line=$(printf '{"node":"%s","containerd":"%s","decision":"%s","ok":%s,"configChanged":%s,"restarted":%s,"message":"%s"}' \
"$(json "$node")" "$(json "$version")" "$decision" "$ok" "$changed" "$restarted" "$(json "$message")")
{ printf '%s\n' "$line" >"$RUN/report.new" && mv -f "$RUN/report.new" "$RUN/report"; } 2>/dev/null || rm -f "$RUN/report"
printf '%s\n' "$line"
}
find_daemon() {
pid='' containerd='' others=''
for p in /proc/[0-9]*; do
{ read -r comm <"$p/comm"; } 2>/dev/null || continue
[ "$comm" = containerd ] && [ "$p/root/" -ef / ] || continue
args=$(tr '\0' '\n' <"$p/cmdline")
used=$(echo "$args" | sed -n 's/^--*c\(onfig\)*=//p; /^\(-c\|--*config\)$/{ n; p; }')
used=${used:-/etc/containerd/config.toml}
if [ "$(readlink -f "$used")" = "$(readlink -f "$CONFIG")" ]; then
pid=${p#/proc/} containerd=$(readlink "$p/exe")
containerd=${containerd% (deleted)}
else
others=$used
fi
done 2>/dev/null
[ -x "$containerd" ] || containerd=$(command -v containerd)
[ -n "$containerd" ] && PATH=${containerd%/*}:$PATH
}
cri_up() {
[ -S "$SOCKET" ] && timeout 15 ctr -a "$SOCKET" --timeout 5s plugins ls 2>/dev/null | grep -q '^io\.containerd\.grpc\.v1 *cri .* ok *$'
}
seconds() { cut -d. -f1 /proc/uptime; }
wait_for_cri() {
end=$(($(seconds) + WAIT)) answers=0
while [ "$(seconds)" -le "$end" ]; do
if cri_up; then answers=$((answers + 1)); else answers=0; fi
[ $answers -lt 2 ] || return 0
sleep 1
done
return 1
}
restart() {
find_daemon
before=$pid
timeout 180 sh -c "$RESTART" </dev/null >said 2>&1 3<&- 9>&-
status=$?
find_daemon
if [ $status != 0 ] && [ "$pid" = "${before:-none}" ]; then :
elif wait_for_cri && find_daemon && [ -n "$pid" ] && [ "$pid" != "$before" ]; then
restarted=true
return
fi
find_daemon
why="the CRI did not come up in $WAIT s after '$RESTART' (status $status)"
if [ "$pid" = "${before:-none}" ]; then why="containerd was not restarted: '$RESTART' (status $status)"
else restarted=true; fi
why="$why$(sed -n '$s/..*/ (&)/p' said)"
return 1
}
facts() {
timeout 60 "$containerd" -c "$1" config dump >dump 2>error && read_dump "$2"
}
read_dump() {
awk -v i="$1.imports" '{ gsub(/\047/, "\""); sub(/^[ \t]+/, "") }
/^\[/ { t = substr($0, 2, length($0) - 2); next }
!t && /^imports = / { print >i; next }
NF { print t "|" $0 }' dump >"$1" 2>error
}
facts_of_old() { if [ -n "$absent" ]; then facts "$PWD/base" before; else facts "$CONFIG" before; fi; }
facts_of_new() { facts "$staged" after; }
value() { awk -v k="$1" 'index($0, k) == 1 { print substr($0, length(k) + 1) }' "$facts"; }
understand() {
facts=$1
table=$(sed -n 's/^\(plugins\."io\.containerd\.\(grpc\.v1\.cri\|cri\.v1\.images\)"\.registry\)|config_path = .*/\1/p' "$facts")
format=$(value '|version = ')
path=$(value "$table|config_path = " | tr -d '"')
entry=$(value "$table.mirrors.\"$REGISTRY\"|endpoint = ")
legacy=$(value "$table." | grep -o '^mirrors\.\|^configs\.')
}
conflict() { [ -n "$path" ] && [ "$legacy" != "${legacy#*mirrors}" ]; }
rest() { awk -v m=".registry.mirrors.\"$REGISTRY\"|" '!index($0, m) && !/\.registry\|config_path = /' "$1"; }
aim() {
real=$1 near=${main%/*}/${1##*/} absent=''
backup=$near.before-tke-cilium
if [ -e "$real" ]; then cat "$real" >old; else absent=absent; : >old; fi
cp old base
}
eol() { head -n 1 base | grep -o "$(printf '\r')\$"; }
cut_short() { [ -n "$(tail -c 1 "$1")" ]; }
append() {
note=''
if [ -n "$absent" ]; then note=' (the file was not there)'
elif cut_short base; then note=' (the file had no last line end)'; fi
{
cat base
[ -z "$note$absent" ] || [ -n "$absent" ] || eol || echo
{
echo "$OPEN$note"
[ -z "$absent" ] || echo "version = $format"
printf '[%s]\n  %s\n%s\n' "$1" "$2" "$CLOSE"
} | sed "s/\$/$(eol)/"
} >new
}
set_path() {
awk -v h="$1" -v l="$2" -v o="$OPEN" -v c="$CLOSE" -v e="$(eol)" '
{ line[NR] = $0; s = $0; gsub(/\047/, "\"", s); gsub(/[ \t\r]/, "", s) }
s ~ /^\[/ { here = index(s, "[" h "]") == 1; if (here) head = NR }
here && s ~ /^"?config_path"?=/ { at = NR }
END {
if (!head) exit 3
for (i = 1; i <= NR; i++) {
if (i != at) print line[i]
if (i == (at ? at : head)) print o e (at ? "\n#was:" line[i] : "") "\n" l e "\n" c e
}
}' base >new && trim
}
trim() { ! cut_short base || { head -c -1 new >trimmed && mv trimmed new; }; }
stage() {
{
staged=$(mktemp "$1.tke-cilium.XXXXXX") || return 1
if [ -e "${3:-$1}" ]; then cp -a "${3:-$1}" "$staged"; else chmod 644 "$staged"; fi &&
cat "$2" >"$staged" && sync "$staged" && cmp "$2" "$staged" && return 0
} 2>error >&2
rm -f "$staged"
return 1
}
place() { mv -f "$staged" "$1" 2>error && { sync "${1%/*}" || :; }; }
unwritable() { left unwritable "$1 can't be written: $(tail -n 1 error)"; }
accepted() {
stage "$near" new "$real" || return 2
if facts_of_new && rest before >rest.1 && rest after >rest.2 && { [ ! -s before ] || cmp -s rest.1 rest.2; } &&
{ [ -z "$1" ] || grep -qxF "$1" after; }; then return 0; fi
rm -f "$staged"
return 1
}
same_as_read() {
if [ -n "$absent" ]; then [ ! -e "$real" ]; else cmp -s "$real" old; fi && return 0
echo 'somebody else changed it just now' >error
return 1
}
held() { false; }
attempt() { :; }
commit() {
keep=$staged
if held; then :
elif [ -z "$absent" ] && ! { stage "$backup" old "$real" && place "$backup"; }; then unwritable "$backup"
elif printf '%s\n' "${absent:-edited} $what" "$real" "$(attempt)" >"$RUN/pending" && same_as_read && staged=$keep && place "$real"; then
changed=true
verify
return
else
rm -f "$RUN/pending"
unwritable "$real"
fi
rm -f "$keep" "$staged"
return 1
}
verify() {
if restart || [ "$what$up" = remove ]; then
rm -f "$RUN/pending" "$RUN/refused"
return 0
fi
mv -f "$RUN/pending" "$RUN/back"
take_back
return 1
}
take_back() {
read -r kind did <"$RUN/back"
reason=$why
if [ "$kind" = absent ]; then rm -f "$real"
elif [ -e "$backup" ]; then mv -f "$backup" "$real"; fi 2>error || {
left broken "$reason; $real is the new file, and the old one, $backup, can't be put back: $(tail -n 1 error)"
return
}
changed=false
find_daemon
if [ "$pid" = "${before:-none}" ] && cri_up || restart; then trouble=''; else trouble=', but the CRI does not answer with it either'; fi
mv -f "$RUN/back" "$RUN/refused"
decide rolled-back false "$reason; the old $real is back$trouble"
}
CAPABLE='  capabilities = ["pull", "resolve"]'
find_hosts() {
hosts='' owner=none
IFS=:
for d in $1; do
d=$(readlink -m "$d")
hosts=${hosts:-$d/$REGISTRY/hosts.toml}
[ -e "$d/$REGISTRY" ] || continue
hosts=$d/$REGISTRY/hosts.toml
if [ -z "$(ls -A "${hosts%/*}")" ]; then :
elif [ "$(sed "1s/^$OPEN.*//; 2s/^\[host.*//" "$hosts")" = "
$CAPABLE" ]; then owner=ours
else theirs; fi
break
done 2>/dev/null
unset IFS
}
theirs() { owner=foreign; }
add_hosts() {
made=file top=${hosts%/*} fresh=''
if [ ! -d "$top" ]; then
while [ ! -d "${top%/*}/" ]; do top=${top%/*}; done
made=$top
fi
[ "$owner" != ours ] || made=$(sed -n '1s/.*: made //p' "$hosts")
trust='' sum=''
printf '%s: made %s\n%s[host."%s"]\n%s\n' "$OPEN$sum" "$made" "$trust" "$ENDPOINT" "$CAPABLE" >hosts
cmp -s hosts "$hosts" && return 3
if [ -d "$top" ]; then stage "$hosts" hosts && place "$hosts"
else
fresh=$(mktemp -d "$top.tke-cilium.XXXXXX") && file=$fresh${hosts#"$top"} && mkdir -p "${file%/*}" &&
chmod 755 "$fresh" && cat hosts >"$file" && sync "$file" && cmp hosts "$file" &&
mv -T "$fresh" "$top" && sync "${top%/*}"
fi 2>error >&2 && return 0
rm -rf "$fresh"
unwritable "$hosts"
return 1
}
sleepers() { ls "$CERTS" 2>/dev/null >names && grep -qv "^$REGISTRY" names && ! local_pull; }
local_pull() { grep -q '"|use_local_image_pull = true' before; }
repair() { false; }
outdated() { false; }
unread() { :; }
look() {
main=$(readlink -f "$CONFIG") || main=$CONFIG
up='' repaired='' decision=left-unknown
find_daemon
aim "$main"
if [ -z "$containerd$others" ]; then
left no-containerd 'no containerd here'
return 1
elif [ -n "$containerd" ] && ! command -v ctr >/dev/null; then
left no-tool 'this node lacks: ctr'
return 1
fi
version=$("$containerd" --version 2>/dev/null | awk '{ print $3 }')
if cri_up || { [ "$mode" = once ] && facts_of_old && wait_for_cri; }; then
up=up
find_daemon
fi
if [ -z "$pid" ] && [ -n "$up$others" ]; then
left elsewhere "no containerd here reads $CONFIG; one reads ${others:-another file}"
elif [ -L "$real" ]; then left unreadable "$CONFIG is a link that leads nowhere"
elif ! facts_of_old && ! repair; then
: >before
left unreadable "containerd can't read $CONFIG: $(tail -n 1 error)"
else
understand before
if [ -z "$table" ]; then left unknown 'containerd shows no registry table of the CRI'
elif conflict; then left conflict 'mirrors and config_path are both set'
elif [ -z "$up$repaired" ]; then left cri-down 'the CRI does not answer'
else return 0; fi
fi
return 1
}
add() {
look ||
return
find_hosts "${path:-$CERTS}"
case $entry in
"[\"$ENDPOINT\""*)
decide already true "config.toml $sends$(unread)"
return ;;
esac
if [ -n "$entry" ] && ! outdated; then
[ "$decision" != left-unknown ] || decide left-foreign true "config.toml sends $REGISTRY elsewhere: $entry"
elif [ -n "$path" ]; then add_by_hosts
elif [ "$format" = 2 ] || [ -n "$legacy" ] || sleepers; then
if offer add_entry "$table.mirrors.\"$REGISTRY\"|endpoint = [\"$ENDPOINT\"]" && commit; then
decide entry-added true "$real now $sends"
fi
elif [ "$owner" = foreign ]; then left foreign "$hosts is somebody else's, and not in use"
else add_by_path; fi
}
add_by_hosts() {
unfit=''
case :$path in
*:[!/]*) unfit='relative to where containerd was started' ;;
:*:*) case $format:$version in
2:* | *:2.0.* | *:v2.0.*) ;;
*) local_pull || unfit="a list, which containerd $version ignores when it pulls" ;;
esac ;;
esac
if [ -n "$unfit" ]; then left path "config_path is $unfit: $path"
elif [ "$owner" = foreign ]; then decide left-foreign true "$hosts is somebody else's"
else
add_hosts
case $? in
0) decide hosts-added true "$hosts $sends" ;;
3) decide already true "$hosts $sends" ;;
esac
fi
}
add_entry() { append "$1.registry.mirrors.\"$REGISTRY\"" "endpoint = [\"$ENDPOINT\"]"; }
add_path() { set_path "$1.registry" "config_path = \"$CERTS\"" || append "$1.registry" "config_path = \"$CERTS\""; }
spell() {
for s in '"io.containerd.grpc.v1.cri"' '"io.containerd.cri.v1.images"' cri; do
[ -z "$absent" ] || format=2
"$1" "plugins.$s" && accepted "$2"
status=$?
[ $status = 1 ] || break
done
return "$status"
}
offer() {
spell "$@"
case $? in
0) return ;;
2) unwritable "$real" ;;
*)
left unknown 'a change has no effect or a side effect' ;;
esac
return 1
}
add_by_path() {
offer add_path "$table|config_path = \"$CERTS\"" && commit || return
add_hosts
[ $? = 1 ] || decide path-added true "$real now names $CERTS, where hosts.toml $sends"
}
TOOLS='awk cksum cmp flock grep mktemp readlink sed timeout'
run() (
missing=$(for t in $TOOLS; do command -v "$t" >/dev/null || printf ' %s' "$t"; done)
if [ -n "$missing" ]; then
json() { echo "$1"; }
left no-tool "this node lacks:$missing"
elif ! { mkdir -p "$RUN" && command exec 9>"$RUN/lock" && flock -w 600 9; } 2>/dev/null; then
left locked "$RUN/lock can't be had"
elif ! { rm -rf "$RUN/work" && mkdir "$RUN/work" && cd "$RUN/work" && echo >error && : >said; } 2>/dev/null; then
left unwritable "$RUN can't be written"
fi
if [ "$decision" = left-unknown ]; then
"$what"
cd / && rm -rf "$RUN/work"
fi
report
[ "$ok" = true ]
)
node=${NODE_NAME:-$(uname -n)} mode=${1:-once} what=${2:-add}
run
