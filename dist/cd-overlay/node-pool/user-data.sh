#!/bin/sh
# Written by cdk8s synth from clusters/cd-overlay.yaml. Change that, not this file.
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
decision=left-unknown ok=false message='ended early' changed=false restarted=false containerd='' version='' hold=''
decide() { decision=$1 ok=$2 message=$3; }
json() { printf '%s' "$1" | tr '\000-\037' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }
report() {
printf 'node-init: %s: %s\n' "$decision" "$message" >&2
printf '{"time":"%s","node":"%s","containerd":"%s","decision":"%s","ok":%s,"configChanged":%s,"restarted":%s,"message":"%s"}\n' \
"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(json "$node")" "$(json "$version")" "$decision" "$ok" "$changed" "$restarted" "$(json "$message")"
}
find_daemon() {
pid='' containerd='' others=''
for p in /proc/[0-9]*; do
{ read -r comm <"$p/comm"; } 2>/dev/null || continue
[ "$comm" = containerd ] && [ "$p/root/" -ef / ] || continue
used=$(tr '\0' '\n' <"$p/cmdline" | sed -n 's/^--*c\(onfig\)*=//p; /^\(-c\|--*config\)$/{ n; p; }')
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
timeout 15 ctr -a "$SOCKET" --timeout 5s plugins ls 2>/dev/null | grep -q '^io\.containerd\.grpc\.v1 *cri .* ok *$'
}
wait_for_cri() {
end=$(($(date +%s) + WAIT)) answers=0
while [ "$(date +%s)" -le "$end" ]; do
if cri_up; then answers=$((answers + 1)); else answers=0; fi
[ $answers -lt 2 ] || return 0
sleep 1
done
return 1
}
restart() {
find_daemon
before=$pid restarted=true
timeout 180 sh -c "$RESTART" </dev/null >said 2>&1 9>&-
wait_for_cri && find_daemon && [ -n "$pid" ] && [ "$pid" != "$before" ]
}
facts() {
timeout 60 "$containerd" -c "$1" config dump >dump 2>error || return 1
awk '{ gsub(/\047/, "\""); sub(/^[ \t]+/, "") }
/^\[/ { t = substr($0, 2, length($0) - 2); next }
NF { print t "|" $0 }' dump >"$2" 2>error
}
facts_of_old() { if [ -n "$absent" ]; then facts "$PWD/base" before; else facts "$CONFIG" before; fi; }
value() { awk -v k="$1" 'index($0, k) == 1 { print substr($0, length(k) + 1) }' before; }
rest() {
awk -v p="$table|config_path = " -v m="$table.mirrors.\"$REGISTRY\"|" \
'index($0, p) != 1 && index($0, m) != 1 && $0 !~ /^\|imports = /' "$1"
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
unwritable() { decide left-unwritable false "$1 can't be written: $(tail -n 1 error)"; }
accepted() {
stage "$real" new || return 2
if facts "$staged" after && rest before >rest.1 && rest after >rest.2 && cmp -s rest.1 rest.2 &&
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
commit() {
keep=$staged
if held; then :
elif [ -z "$absent" ] && ! { stage "$backup" old "$real" && place "$backup"; }; then
unwritable "$backup"
elif echo "${absent:-edited}" >"$RUN/pending" && same_as_read && staged=$keep && place "$real"; then
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
if restart; then
rm -f "$RUN/pending" "$RUN/refused"
return 0
fi
words=$(tail -n 1 said) trouble=''
if [ "$(cat "$RUN/pending")" = absent ]; then rm -f "$real"
elif stage "$real" "$backup" && place "$real"; then rm -f "$backup"
else trouble='; THE OLD FILE COULD NOT BE PUT BACK'; fi
cat "$real" "$containerd" 2>/dev/null | cksum >"$RUN/refused"
changed=false
find_daemon
if [ "$pid" = "$before" ] && cri_up || restart; then :; else trouble="$trouble; THE CRI DOES NOT ANSWER WITH THE OLD FILE EITHER"; fi
rm -f "$RUN/pending"
decide rolled-back false "the CRI did not come up with the new config.toml, the old one is back$trouble${words:+ ($words)}"
return 1
}
recover() {
rm -f "$real".tke-cilium.?????? "$backup".tke-cilium.??????
[ -e "$RUN/pending" ] || return 0
if { cmp -s "$real" "$backup" || [ ! -e "$real" ]; } && cri_up; then rm -f "$RUN/pending"
else verify; fi
}
CAPABLE='  capabilities = ["pull", "resolve"]'
find_hosts() {
hosts='' owner=none
IFS=:
for d in $1; do
hosts=${hosts:-$d/$REGISTRY/hosts.toml}
[ -e "$d/$REGISTRY" ] || continue
hosts=$d/$REGISTRY/hosts.toml owner=foreign
if [ -z "$(ls -A "$d/$REGISTRY")" ]; then owner=none
elif [ "$(sed "1s/^$OPEN.*//; 2s/^\[host.*//" "$hosts")" = "
$CAPABLE" ]; then owner=ours
elif grep -q "^[[:blank:]]*\[host\.[\"']$ENDPOINT[\"']\]" "$hosts"; then owner=same; fi
break
done 2>/dev/null
unset IFS
}
add_hosts() {
[ "$owner" != same ] || return 3
made=directory top=${hosts%/*} fresh=''
if [ -d "$top" ]; then made=file; elif [ ! -d "${top%/*}" ]; then made=parent top=${top%/*}; fi
if [ $owner = ours ]; then made=$(sed -n '1s/.*: made //p' "$hosts"); fi
printf '%s: made %s\n[host."%s"]\n%s\n' "$OPEN" "$made" "$ENDPOINT" "$CAPABLE" >hosts
cmp -s hosts "$hosts" && return 3
rm -rf "$top".tke-cilium.?????? "$hosts".tke-cilium.??????
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
sleepers() { ls "$CERTS" 2>/dev/null | grep -qv "^$REGISTRY" && ! grep -q '"|use_local_image_pull = true' before; }
repair() { false; }
outdated() { false; }
unread() { :; }
look() {
real=$(readlink -f "$CONFIG") || real=$CONFIG
backup=$real.before-tke-cilium absent='' up='' repaired=''
find_daemon
recover || return 1
if [ -z "$containerd" ] || ! command -v ctr >/dev/null; then
decide left-no-containerd false 'no containerd here, or no ctr to ask its CRI with'
return 1
fi
version=$("$containerd" --version 2>/dev/null | awk '{ print $3 }')
if [ -e "$real" ]; then cat "$real" >old; else absent=absent; : >old; fi
cp old base
if cri_up || { [ "$mode" = once ] && facts_of_old && wait_for_cri; }; then
up=up
find_daemon
fi
if [ -n "$up" ] && [ -z "$pid" ]; then
decide left-elsewhere false "containerd reads ${others:-a file that is not seen from here}, not $CONFIG"
elif [ -L "$real" ]; then decide left-unreadable false "$CONFIG is a link that leads nowhere"
elif ! facts_of_old && ! repair; then
decide left-unreadable false "containerd can't read $CONFIG: $(tail -n 1 error)"
else
table=$(sed -n 's/^\(plugins\."io\.containerd\.\(grpc\.v1\.cri\|cri\.v1\.images\)"\.registry\)|config_path = .*/\1/p' before)
format=$(value '|version = ')
path=$(value "$table|config_path = " | tr -d '"')
entry=$(value "$table.mirrors.\"$REGISTRY\"|endpoint = ")
legacy=$(value "$table." | grep -o '^mirrors\.\|^configs\.')
if [ -z "$table" ]; then decide left-unknown false 'containerd shows no registry configuration for the CRI'
elif [ "$what" = remove ]; then return
elif [ -n "$path" ] && [ "$legacy" != "${legacy#*mirrors}" ]; then
decide left-conflict false 'mirrors and config_path are both set, which containerd refuses'
elif [ -z "$up$repaired" ]; then
decide left-cri-down false 'the CRI does not answer, so a change could not be checked'
else return 0; fi
fi
return 1
}
add() {
look || return
find_hosts "${path:-$CERTS}"
if [ -n "$repaired" ]; then
if accepted '' && commit; then decide repaired true "the table for $REGISTRY stood twice in config.toml, once is left"; fi
elif [ "$entry" != "${entry#*\"$ENDPOINT\"}" ]; then
decide already true "config.toml sends $REGISTRY to $ENDPOINT$(unread)"
elif [ -n "$entry" ] && ! outdated; then
decide left-foreign true "config.toml sends $REGISTRY elsewhere: $entry"
elif [ -n "$path" ]; then add_by_hosts
elif [ "$format" = 2 ] || [ -n "$legacy" ] || sleepers; then
if offer add_entry "$table.mirrors.\"$REGISTRY\"|endpoint = [\"$ENDPOINT\"]" && commit; then
decide entry-added true "config.toml now sends $REGISTRY to $ENDPOINT"
fi
elif [ $owner = foreign ]; then decide left-foreign false "$hosts is somebody else's, and not in use"
else add_by_path; fi
}
add_by_hosts() {
case $format$path:$version in
2* | *:2.0.* | *:v2.0.*) ;;
*:*:*) if ! grep -q '"|use_local_image_pull = true' before; then
decide left-list false "config_path is a list, which containerd $version ignores when it pulls: $path"
return
fi ;;
esac
if [ $owner = foreign ]; then
decide left-foreign true "$hosts is somebody else's"
return
fi
add_hosts
case $? in
0) decide hosts-added true "$hosts sends $REGISTRY to $ENDPOINT, no restart needed" ;;
3) decide already true "$hosts sends $REGISTRY to $ENDPOINT" ;;
esac
}
add_entry() { append "$1.registry.mirrors.\"$REGISTRY\"" "endpoint = [\"$ENDPOINT\"]"; }
add_path() { set_path "$1.registry" "config_path = \"$CERTS\"" || append "$1.registry" "config_path = \"$CERTS\""; }
offer() {
for s in '"io.containerd.grpc.v1.cri"' '"io.containerd.cri.v1.images"' cri; do
"$1" "plugins.$s" && accepted "$2"
case $? in
0) return 0 ;;
2) unwritable "$real"; return 1 ;;
esac
done
decide left-unknown false 'the change has no effect or another one than meant; look for imports, inline tables and dotted keys'
return 1
}
add_by_path() {
offer add_path "$table|config_path = \"$CERTS\"" && commit || return
add_hosts
[ $? = 1 ] || decide path-added true "config.toml now names $CERTS, where hosts.toml sends $REGISTRY to $ENDPOINT"
}
run() (
if ! { mkdir -p "$RUN" && command exec 9>"$RUN/lock" && flock -w 600 9; } 2>/dev/null; then
decide left-locked false "$RUN/lock can't be had, or there is no flock"
elif ! { rm -rf "$RUN/work" && mkdir "$RUN/work" && cd "$RUN/work" && echo >error; } 2>/dev/null; then
decide left-unwritable false "$RUN can't be written"
fi
if [ "$decision" != left-unknown ]; then
report
return 1
fi
"$what"
report >../report.new 2>../said && mv -f ../report.new ../report
[ "$decision" = waiting ] || { cat ../said >&2; cat ../report; }
cd / && rm -rf "$RUN/work" "$RUN/said"
[ "$ok" = true ]
)
node=${NODE_NAME:-$(uname -n)} mode=${1:-once} what=${2:-add}
run
