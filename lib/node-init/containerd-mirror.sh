#!/bin/sh
# Points containerd's CRI at a mirror of one registry, and takes it back.
#
#   containerd-mirror.sh [once|watch] [add|remove]      (default: once add)
#
# once   does the work and exits: 0 when the mirror is in effect (or somebody else's choice stands),
#        1 when the node needs a person. This is what a node pool runs as user_data.
# watch  does the work, then looks again when a file changes or a period passes. This is the pod.
#
# What it holds to: containerd's own parser is the only judge of what a file means. A new config.toml is
# taken only when `containerd config dump` shows the wanted entry and not one other change, and it stays
# only when the CRI answers after the restart. Whatever is not understood is left alone and reported.
#
# user_data may not exceed 16 KB: comments, indents, and what stands between "pod: begin" and "pod: end",
# are left out of it.
set -u
umask 022
LC_ALL=C
PATH=${PATH:-/usr/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

# settings: begin
REGISTRY='quay.io'
ENDPOINT='https://quay.tencentcloudcr.com'
CONFIG='/etc/containerd/config.toml'
CERTS='/etc/containerd/certs.d'
SOCKET='/run/containerd/containerd.sock'
RUN='/run/tke-cilium'
RESTART='systemctl restart containerd'
WAIT=60
# pod: begin
STAGGER=300
PERIOD=600
TICK=30
# pod: end
# settings: end

OPEN='# >>> tke-cilium node-init'
CLOSE='# <<< tke-cilium node-init'

decision=left-unknown ok=false message='ended early' changed=false restarted=false containerd='' version='' hold=''

decide() { decision=$1 ok=$2 message=$3; }

json() { printf '%s' "$1" | tr '\000-\037' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }

# One line for people on stderr, the same as JSON on stdout.
report() {
  printf 'node-init: %s: %s\n' "$decision" "$message" >&2
  printf '{"time":"%s","node":"%s","containerd":"%s","decision":"%s","ok":%s,"configChanged":%s,"restarted":%s,"message":"%s"}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(json "$node")" "$(json "$version")" "$decision" "$ok" "$changed" "$restarted" "$(json "$message")"
}

# --- the running daemon ---

# Sets pid and containerd: the daemon that reads CONFIG, and the binary that a restart would bring up.
# Sets others to the file that another containerd reads. A containerd in a container has a root of its own: not this node's.
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

# The unit stays active when the CRI plugin fails to load, so it is the CRI that is asked.
cri_up() {
  timeout 15 ctr -a "$SOCKET" --timeout 5s plugins ls 2>/dev/null | grep -q '^io\.containerd\.grpc\.v1 *cri .* ok *$'
}

# Two answers in a row: a daemon that dies a moment after its start does not count.
wait_for_cri() {
  end=$(($(date +%s) + WAIT)) answers=0
  while [ "$(date +%s)" -le "$end" ]; do
    if cri_up; then answers=$((answers + 1)); else answers=0; fi
    [ $answers -lt 2 ] || return 0
    sleep 1
  done
  return 1
}

# A restart counts when another process serves the CRI, not when the old one was never stopped.
restart() {
  find_daemon
  before=$pid restarted=true
  timeout 180 sh -c "$RESTART" </dev/null >said 2>&1 9>&-
  wait_for_cri && find_daemon && [ -n "$pid" ] && [ "$pid" != "$before" ]
}

# --- reading; the working directory holds: old (the file), base (what is edited), new (the outcome) ---

# containerd's reading of a file, one `table|key = value` a line, into a second file.
facts() {
  timeout 60 "$containerd" -c "$1" config dump >dump 2>error || return 1
  awk '{ gsub(/\047/, "\""); sub(/^[ \t]+/, "") }
    /^\[/ { t = substr($0, 2, length($0) - 2); next }
    NF { print t "|" $0 }' dump >"$2" 2>error
}

# By the name that the daemon knows: imports may be relative to it.
facts_of_old() { if [ -n "$absent" ]; then facts "$PWD/base" before; else facts "$CONFIG" before; fi; }

# What follows a text at the start of a line of the facts.
value() { awk -v k="$1" 'index($0, k) == 1 { print substr($0, length(k) + 1) }' before; }

# Everything in the facts but what this script may change.
rest() {
  awk -v p="$table|config_path = " -v m="$table.mirrors.\"$REGISTRY\"|" \
    'index($0, p) != 1 && index($0, m) != 1 && $0 !~ /^\|imports = /' "$1"
}

# --- editing ---

eol() { head -n 1 base | grep -o "$(printf '\r')\$"; }

# True when the last line of a file has no end.
cut_short() { [ -n "$(tail -c 1 "$1")" ]; }

# Adds a table at the end of the file; TOML lets a table stand anywhere.
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

# Sets config_path in a table that is there already, keeping the line it replaces as a comment.
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

# awk ends the last line; takes that end off again where the source had none.
trim() { ! cut_short base || { head -c -1 new >trimmed && mv trimmed new; }; }

# --- writing ---

# Puts a file beside its target, complete and on disk, under the mode and owner of the target or of $3. Sets staged.
stage() {
  {
    staged=$(mktemp "$1.tke-cilium.XXXXXX") || return 1
    if [ -e "${3:-$1}" ]; then cp -a "${3:-$1}" "$staged"; else chmod 644 "$staged"; fi &&
      cat "$2" >"$staged" && sync "$staged" && cmp "$2" "$staged" && return 0
  } 2>error >&2
  rm -f "$staged"
  return 1
}

# Once the name is changed it is done, whatever becomes of the sync.
place() { mv -f "$staged" "$1" 2>error && { sync "${1%/*}" || :; }; }

unwritable() { decide left-unwritable false "$1 can't be written: $(tail -n 1 error)"; }

# Would containerd take `new`, with nothing changed but what is ours? $1 is a line it must then show, if any.
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

# True when the change may not be made now; what is decided then is said there.
held() { false; }

# Makes the staged file the configuration, restarts, and takes it back when the CRI does not come up.
# $RUN/pending tells a run that comes after a kill that this was under way.
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

# A killed run may have left a new file that nobody checked, or a containerd that nobody started with the old one.
recover() {
  rm -f "$real".tke-cilium.?????? "$backup".tke-cilium.??????
  [ -e "$RUN/pending" ] || return 0
  if { cmp -s "$real" "$backup" || [ ! -e "$real" ]; } && cri_up; then rm -f "$RUN/pending"
  else verify; fi
}

# --- hosts.toml, which containerd reads at every pull: no restart ---

CAPABLE='  capabilities = ["pull", "resolve"]'

# Sets hosts to the file that decides for REGISTRY, and owner to none, ours, same or foreign. Ours that somebody changed is theirs.
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

# Writes hosts; 3 when it stands there already. Directories it needs come into being with the file in them, by one
# rename: a kill leaves all or nothing.
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

# True when certs.d holds files for other registries that nobody reads, which a config_path would wake.
sleepers() { ls "$CERTS" 2>/dev/null | grep -qv "^$REGISTRY" && ! grep -q '"|use_local_image_pull = true' before; }

# --- deciding ---

repair() { false; }

outdated() { false; }

unread() { :; }

# Opens the case: the daemon, the file as it is, what containerd makes of it. Returns 1 when all is decided.
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
    # The CRI's registry configuration moved in containerd 2.0; the dump always has the daemon's own spelling.
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

# Which spelling counts depends on the file's version and the daemon's; containerd's own answer settles it.
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

# config.toml first: until hosts.toml is there, pulls go to the registry itself, as before.
add_by_path() {
  offer add_path "$table|config_path = \"$CERTS\"" && commit || return
  add_hosts
  [ $? = 1 ] || decide path-added true "config.toml now names $CERTS, where hosts.toml sends $REGISTRY to $ENDPOINT"
}

# --- running ---

# One run under the lock. Its report is left in $RUN/report.
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

# pod: begin
# --- what user_data does without ---

# Held are a change that was taken back once, on the same file and the same containerd, and every change before this node's turn.
held() {
  if [ "$(cat "$real" "$containerd" 2>/dev/null | cksum)" = "$(cat "$RUN/refused" 2>/dev/null)" ]; then
    decide rolled-back false 'taken back before; not tried again until config.toml or containerd changes, or the node boots'
  elif [ -n "$hold" ]; then
    decide waiting false 'config.toml needs a change and containerd a restart'
  else return 1; fi
}

# A sed that adds the mirror at every run leaves the same table twice, which no containerd reads.
# One stays: somebody else's if there is one, else the first.
repair() {
  awk -v r="\"$REGISTRY\"" -v w="endpoint=[\"$ENDPOINT\"]" '
    { line[NR] = $0; s = $0; gsub(/\047/, "\"", s); gsub(/[ \t\r]/, "", s) }
    s ~ /^\[/ {
      t = 0
      if (sub(/^\[plugins\.("?cri"?|"io\.containerd\.grpc\.v1\.cri"|"io\.containerd\.cri\.v1\.images")\.registry\.mirrors\./, "", s) && index(s, r "]") == 1) {
        t = ++tables; head[t] = NR; ours[t] = 1
      }
      next
    }
    t && s != "" && s !~ /^#/ { if (s == w && !body[t]) body[t] = NR; else ours[t] = 0 }
    END {
      for (i = 1; i <= tables; i++) if (!ours[i]) kept = 1
      for (i = 1; i <= tables; i++) if (ours[i] && body[i]) {
        if (kept) gone[head[i]] = gone[body[i]] = 1
        kept = 1
      }
      for (i = 1; i <= NR; i++) if (!(i in gone)) print line[i]
    }' base >new && trim && ! cmp -s base new || return 1
  stage "$real" new && cp new base && repaired=repaired || return 1
  facts "$staged" before
  status=$?
  rm -f "$staged"
  return $status
}

# Takes out what append and set_path put in, to the byte.
strip() {
  grep -q "^$OPEN (the file had no last line end)" base && short=1 || short=''
  awk -v o="$OPEN" -v c="$CLOSE" -v e="$(eol)" -v short=$short '
    index($0, o) == 1 { mine = 1; next }
    mine && index($0, c) == 1 { mine = 0; last = NR; next }
    mine && !sub(/^#was:/, "") { next }
    { out[++n] = $0 }
    END {
      # The line end before our block was ours too, if the file had none and nobody wrote after us.
      if (last != NR) short = ""
      if (short && e != "" && n) sub(/\r$/, "", out[n])
      for (i = 1; i < n; i++) print out[i]
      if (n) printf "%s%s", out[n], (short ? "" : "\n")
    }' base >new && trim
}

# A word of warning when the file is younger than the daemon. Restarting for somebody else's edit could not be taken back.
unread() {
  started=$(awk 'FNR == 1 && NR == 1 { ticks = $22 } /^btime/ { print int($2 + ticks / 100) }' "/proc/$pid/stat" /proc/stat)
  [ "$(stat -c %Y "$real")" -le $((started + 2)) ] || printf ', but was written after containerd started, which reads it when it starts again'
} 2>/dev/null

# True when the entry is ours and names another mirror; base is then the file without it.
outdated() { grep -q "^$OPEN" base && strip && cp new base; }

# Takes hosts out, and what came with it: by one rename, so that a kill leaves all or nothing.
remove_hosts() {
  top=${hosts%/*}
  rm -rf "$top".tke-cilium.?????? "${top%/*}".tke-cilium.??????
  [ $owner = ours ] || return 1
  made=$(sed -n '1s/.*: made //p' "$hosts")
  if [ "$made" = file ] || [ "$(ls -A "$top")" != hosts.toml ]; then rm -f "$hosts" 2>error
  else
    if [ "$made" = parent ] && [ "$(ls -A "${top%/*}")" = "$REGISTRY" ]; then top=${top%/*}; fi
    { gone=$(mktemp -d "$top.tke-cilium.XXXXXX") && mv -T "$top" "$gone"; } 2>error && rm -rf "$gone"
  fi || return 2
}

# Undo may be what a CRI that is down waits for, so it is tried there too.
remove() {
  look || return
  find_hosts "${path:-$CERTS}"
  decide nothing-to-remove true 'this node holds nothing of ours'
  strip
  if ! cmp -s base new; then
    accepted ''
    case $? in
      1) decide left-unknown false 'config.toml without our lines has another effect than meant'; return ;;
      2) unwritable "$real"; return ;;
    esac
    commit || return
    decide removed true 'config.toml is as it was before'
  fi
  # The backup tells this to a run that comes after a kill, too.
  if [ ! -s "$real" ] && grep -q "^$OPEN (the file was not there)" "$backup" 2>/dev/null; then
    rm -f "$real"
    decide removed true "$real is gone"
  fi
  remove_hosts
  case $? in
    0) [ $changed = true ] || decide removed true "$hosts is gone" ;;
    2) unwritable "$hosts"; return ;;
  esac
  [ -n "$repaired" ] || rm -f "$backup"
  if [ $changed = true ] && ! grep -qxF "$table|config_path = \"$path\"" after && [ -n "$(ls "$CERTS" 2>/dev/null)" ]; then
    message="$message; what else lies in $CERTS is no longer read"
  fi
}

# Seconds until this node's turn: spread over STAGGER by the node's name.
# A node that booted in the last quarter of an hour joins alone, and can't pull Cilium before: 15 s at most.
turn() {
  bound=$STAGGER
  if [ "$(cut -d. -f1 /proc/uptime)" -lt 900 ] && [ "$bound" -gt 15 ]; then bound=15; fi
  echo $(($(echo "$node" | cksum | cut -d' ' -f1) % (bound + 1)))
}

files() { stat -c '%n %i %s %Z' "$CONFIG" "$(readlink -f "$CONFIG")" "$CERTS" "$CERTS/$REGISTRY/hosts.toml" "${CONFIG%/*}/conf.d" "${CONFIG%/*}"/conf.d/* 2>/dev/null; }

watch() {
  trap 'exit 0' TERM INT
  rm -f "$RUN/report"
  while :; do
    hold=hold
    run
    hold=''
    if grep -q '"decision":"waiting"' "$RUN/report"; then
      echo "node-init: waiting: config.toml needs a change; containerd restarts in $(turn) s, this node's turn" >&2
      sleep "$(turn)" & wait $!
      run
    fi
    seen=$(files) left=$PERIOD
    while [ "$left" -gt 0 ] && [ "$(files)" = "$seen" ]; do
      sleep "$TICK" & wait $!
      left=$((left - TICK))
    done
  done
}
# pod: end

node=${NODE_NAME:-$(uname -n)} mode=${1:-once} what=${2:-add}
# pod: begin
case $mode.$what in
  once.add | once.remove) ;;
  watch.add | watch.remove) watch ;;
  *) echo 'usage: containerd-mirror.sh [once|watch] [add|remove]' >&2; exit 2 ;;
esac
# pod: end
run
