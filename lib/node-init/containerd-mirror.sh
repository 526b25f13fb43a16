#!/bin/sh
# Points containerd's CRI at a mirror of one registry, and takes it back.
#
#   containerd-mirror.sh [once|watch] [add|remove]      (default: once add)
#
# once   does the work and exits: 0 when the mirror is in effect (or somebody else's choice is kept),
#        1 when the node needs a person. This is what a node pool runs as user_data.
# watch  does the work, then looks again when a file changes or a period passes. This is the pod.
#
# containerd's own parser is the only judge of what a file means. A new config.toml is taken only when
# `containerd config dump` shows the wanted entry and not one other change, and it stays only when the CRI
# answers after the restart. Whatever is not understood is left alone and reported.
# docs/node-init.md says what each decision means for a person, docs/node-init-internals.md how this works.
#
# user_data may not exceed 16 KB: comments, indents, lines that end with "# pod", and the parts between
# "pod: begin" and "pod: end" are left out of it. A function marked "stub" does next to nothing there; the
# pod part defines it again, and in a shell the later definition counts.
#
# shellcheck disable=SC2015 # A && B || C is meant: C when either fails
# shellcheck disable=SC2094 # "config dump >dump" and "trust >trust" name no file that they read
# shellcheck disable=SC2317 # stubs are defined again below
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
sends="sends $REGISTRY to $ENDPOINT"

decision=left-unknown ok=false message='ended early' changed=false restarted=false
containerd='' version='' first='' why=''
hold='' cri=unknown next='' # pod

decide() { decision=$1 ok=$2 message=$first$3; }

# Something that a person has to look at.
left() { decide "left-$1" false "$2"; }

json() { printf '%s' "$1" | tr '\000-\037' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }

# One line of JSON on stdout and in $RUN/report, the same for people on stderr. A full /run loses the file, not the report.
report() {
  line=$(printf '{"node":"%s","containerd":"%s","decision":"%s","ok":%s,"configChanged":%s,"restarted":%s,"message":"%s"}' \
    "$(json "$node")" "$(json "$version")" "$decision" "$ok" "$changed" "$restarted" "$(json "$message")")
  # pod: begin
  advise
  line="{\"time\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\",${line#?}"
  line="${line%?},\"cri\":\"$cri\",\"next\":\"$(json "$next")\"}"
  # pod: end
  { printf '%s\n' "$line" >"$RUN/report.new" && mv -f "$RUN/report.new" "$RUN/report"; } 2>/dev/null || rm -f "$RUN/report"
  [ "$decision" != waiting ] || return # pod
  printf 'node-init: %s: %s\n' "$decision" "$message${next:+. Next: $next}" >&2 # pod
  printf '%s\n' "$line"
}

# --- the running daemon ---

# Sets pid and containerd: the daemon that reads CONFIG, and the binary that a restart would bring up.
# Sets others to the file that another containerd reads. A containerd in a container has a root of its own: not this node's.
find_daemon() {
  pid='' containerd='' others=''
  for p in /proc/[0-9]*; do
    { read -r comm <"$p/comm"; } 2>/dev/null || continue
    # shellcheck disable=SC3013 # dash, bash and busybox have -ef
    [ "$comm" = containerd ] && [ "$p/root/" -ef / ] || continue
    args=$(tr '\0' '\n' <"$p/cmdline")
    case $args in *config?dump) continue ;; esac # pod
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

# The unit stays active when the CRI plugin fails to load, so it is the CRI that is asked.
cri_up() {
  [ -S "$SOCKET" ] && timeout 15 ctr -a "$SOCKET" --timeout 5s plugins ls 2>/dev/null | grep -q '^io\.containerd\.grpc\.v1 *cri .* ok *$'
}

# Seconds since boot: a clock that nobody sets.
seconds() { cut -d. -f1 /proc/uptime; }

# Two answers in a row: a daemon that dies a moment after its start does not count.
wait_for_cri() {
  end=$(($(seconds) + WAIT)) answers=0
  while [ "$(seconds)" -le "$end" ]; do
    if cri_up; then answers=$((answers + 1)); else answers=0; fi
    [ $answers -lt 2 ] || return 0
    sleep 1
  done
  return 1
}

# A restart counts when another process serves the CRI, not when the old one was never stopped. Sets why when it does not.
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

# --- reading; the working directory holds: old (the file), base (what is edited), new (the outcome) ---

# containerd's reading of a file, one `table|key = value` a line, into a second file; what it imports, into a third.
facts() {
  timeout 60 "$containerd" -c "$1" config dump >dump 2>error && read_dump "$2"
}

read_dump() {
  awk -v i="$1.imports" '{ gsub(/\047/, "\""); sub(/^[ \t]+/, "") }
    /^\[/ { t = substr($0, 2, length($0) - 2); next }
    !t && /^imports = / { print >i; next }
    NF { print t "|" $0 }' dump >"$1" 2>error
}

# By the name that the daemon knows: imports may be relative to it.
facts_of_old() { if [ -n "$absent" ]; then facts "$PWD/base" before; else facts "$CONFIG" before; fi; }

# stub: knows one way for all files of a fresh node.
facts_of_new() { facts "$staged" after; }

# What follows a text at the start of a line of the facts.
value() { awk -v k="$1" 'index($0, k) == 1 { print substr($0, length(k) + 1) }' "$facts"; }

# The CRI's registry configuration moved in containerd 2.0; the dump always has the daemon's own spelling.
understand() {
  facts=$1
  table=$(sed -n 's/^\(plugins\."io\.containerd\.\(grpc\.v1\.cri\|cri\.v1\.images\)"\.registry\)|config_path = .*/\1/p' "$facts")
  format=$(value '|version = ')
  path=$(value "$table|config_path = " | tr -d '"')
  entry=$(value "$table.mirrors.\"$REGISTRY\"|endpoint = ")
  legacy=$(value "$table." | grep -o '^mirrors\.\|^configs\.')
}

# containerd refuses its CRI then.
conflict() { [ -n "$path" ] && [ "$legacy" != "${legacy#*mirrors}" ]; }

# Everything in the facts but what this script may change, in each spelling: 2.x shows a CRI that is off in the old one too.
rest() { awk -v m=".registry.mirrors.\"$REGISTRY\"|" '!index($0, m) && !/\.registry\|config_path = /' "$1"; }

# Sets the file that is edited. Its backup lies beside config.toml, where containerd imports nothing from.
aim() {
  real=$1 near=${main%/*}/${1##*/} absent=''
  backup=$near.before-tke-cilium
  if [ -e "$real" ]; then cat "$real" >old; else absent=absent; : >old; fi
  cp old base
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

unwritable() { left unwritable "$1 can't be written: $(tail -n 1 error)"; }

# Would containerd take `new`, with nothing changed but what is ours? $1 is a line it must then show, if any.
# Of a file that it can't read there is nothing to compare with.
accepted() {
  wanted=$1 # pod
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

# stub: true when the change may not be made now; what is decided then is said there.
held() { false; }

# stub: what tells a change that was taken back from others.
attempt() { :; }

# Makes the staged file the configuration, restarts, and takes it back when the CRI does not come up.
# $RUN/pending tells a run that comes after a kill that this was under way. The record has what was added: marks may get lost.
commit() {
  keep=$staged
  if held; then :
  elif [ -z "$absent" ] && ! { stage "$backup" old "$real" && place "$backup"; }; then unwritable "$backup"
  elif ! note; then unwritable "$record" # pod
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

# What is taken out of a node whose CRI was down before stays out: it is no worse than it was.
verify() {
  if restart || [ "$what$up" = remove ]; then
    [ "$real" = "$main" ] || rm -f "$backup" # pod
    rm -f "$RUN/pending" "$RUN/refused"
    return 0
  fi
  mv -f "$RUN/pending" "$RUN/back"
  take_back
  return 1
}

# Renames only, which need no room. Until the old file is there, $RUN/back stays for the next run.
take_back() {
  read -r kind did <"$RUN/back"
  reason=$why
  [ -n "$why" ] || reason='an earlier run ended before it had put back the old file' # pod
  if [ "$kind" = absent ]; then rm -f "$real"
  elif [ -e "$backup" ]; then mv -f "$backup" "$real"; fi 2>error || {
    left broken "$reason; $real is the new file, and the old one, $backup, can't be put back: $(tail -n 1 error)"
    return
  }
  sync "${real%/*}" # pod
  [ "$did" = remove ] || grep -qs "^$OPEN" "$real" || rm -f "$record" # pod
  changed=false
  find_daemon
  if [ "$pid" = "${before:-none}" ] && cri_up || restart; then trouble=''; else trouble=', but the CRI does not answer with it either'; fi
  mv -f "$RUN/back" "$RUN/refused"
  decide rolled-back false "$reason; the old $real is back$trouble"
}

# --- hosts.toml, which containerd reads at every pull: no restart ---

CAPABLE='  capabilities = ["pull", "resolve"]'

# Sets hosts to the file that decides for REGISTRY, and owner to none, ours or what theirs makes of it. Ours that somebody
# changed is theirs.
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

# stub: sets owner to foreign, or to what there is to say beyond that.
theirs() { owner=foreign; }

# Writes hosts; 3 when it is there already. Directories it needs come into being with the file in them, by one
# rename: a kill leaves all or nothing.
add_hosts() {
  [ "$owner" != same ] || return 3 # pod
  made=file top=${hosts%/*} fresh=''
  if [ ! -d "$top" ]; then
    while [ ! -d "${top%/*}/" ]; do top=${top%/*}; done
    made=$top
  fi
  [ "$owner" != ours ] || made=$(sed -n '1s/.*: made //p' "$hosts")
  trust='' sum=''
  trust # pod
  printf '%s: made %s\n%s[host."%s"]\n%s\n' "$OPEN$sum" "$made" "$trust" "$ENDPOINT" "$CAPABLE" >hosts
  cmp -s hosts "$hosts" && return 3
  rm -rf "$top".tke-cilium.?????? "$hosts".tke-cilium.?????? # pod
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
sleepers() { ls "$CERTS" 2>/dev/null >names && grep -qv "^$REGISTRY" names && ! local_pull; }

# Images are pulled the old way, which takes a list of directories and mirrors.
local_pull() { grep -q '"|use_local_image_pull = true' before; }

# --- deciding ---

# stub: makes a file readable that a tool broke by adding the mirror at every run.
repair() { false; }

# stub: takes an entry of ours for another mirror out of base; true when it was one.
outdated() { false; }

# stub: says when the running containerd may not have read the file yet.
unread() { :; }

# Opens the case: the daemon, the file as it is, what containerd makes of it. Returns 1 when all is decided.
look() {
  main=$(readlink -f "$CONFIG") || main=$CONFIG
  up='' repaired='' decision=left-unknown
  record=$main.added-by-tke-cilium # pod
  find_daemon
  recover || return 1 # pod
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
    understand before # pod
    left unreadable "containerd can't read $CONFIG: $(tail -n 1 error)"
    [ "$what" != remove ] || return 0 # pod
  else
    understand before
    [ "$what" != remove ] || return 0 # pod
    ! disabled || return 1 # pod
    if [ -z "$table" ]; then left unknown 'containerd shows no registry table of the CRI'
    elif conflict; then left conflict 'mirrors and config_path are both set'
    elif [ -z "$up$repaired" ]; then left cri-down 'the CRI does not answer'
    else return 0; fi
  fi
  return 1
}

add() {
  look ||
    { unblock && look; } || # pod
    return
  find_hosts "${path:-$CERTS}"
  # pod: begin
  adopt
  if [ -n "$repaired" ]; then
    if accepted '' && commit; then decide repaired true "the table for $REGISTRY was twice in $real, once is left"; fi
    return
  fi
  # pod: end
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
  elif [ "$owner" = partial ]; then left partial "$hosts sends only a part of each pull to $ENDPOINT: its capabilities lack pull or resolve" # pod
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

# Which spelling counts depends on the file's version and the daemon's; containerd's own answer settles it.
# A file of our own is of version 2 where that will do, so that older containerds read it too.
spell() {
  for s in '"io.containerd.grpc.v1.cri"' '"io.containerd.cri.v1.images"' cri; do
    [ -z "$absent" ] || format=2
    case $s in *grpc*) ;; *) format=$(value '|version = ') ;; esac # pod
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
      elsewhere "$@" && return # pod
      [ "$decision" != left-unknown ] || # pod
      left unknown 'a change has no effect or a side effect' ;;
  esac
  return 1
}

# config.toml first: until hosts.toml is there, pulls go to the registry itself, as before.
add_by_path() {
  offer add_path "$table|config_path = \"$CERTS\"" && commit || return
  add_hosts
  [ $? = 1 ] || decide path-added true "$real now names $CERTS, where hosts.toml $sends"
}

# --- running ---

TOOLS='awk cksum cmp flock grep mktemp readlink sed timeout'

# One run under the lock. Its report is left in $RUN/report. 3 when this node's turn is yet to come.
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
    if cri_up; then cri=up; else cri=down; fi # pod
    cd / && rm -rf "$RUN/work"
  fi
  report
  [ "$decision" != waiting ] || return 3 # pod
  [ "$ok" = true ]
)

# pod: begin
# --- what user_data does without ---

TOOLS="$TOOLS cat chmod cp cut date find head ls mkdir mount mv rm sleep sort stat sync tail tr uname unshare"

advise() {
  case $decision in
    left-no-tool) next='install what is missing on the node' ;;
    left-elsewhere) next='add the mirror where that containerd is configured; for k3s and RKE2 that is registries.yaml' ;;
    left-unreadable) next='correct config.toml; containerd config dump names the place' ;;
    left-unknown) next="add the mirror of $REGISTRY by hand and restart containerd; inline tables, dotted keys and imports are edited by nobody else" ;;
    left-conflict) next='keep mirrors or config_path in config.toml, not both; containerd 2.2.0 and 2.2.1 set config_path themselves, a later one does not' ;;
    left-cri-disabled) next='take cri out of disabled_plugins in config.toml and restart containerd, if this node is to run pods' ;;
    left-cri-down) next='see journalctl -u containerd; a change is made only where the CRI can show that it works' ;;
    left-path) next='write one directory with its whole path in config_path, or for a list set use_local_image_pull = true, and restart containerd' ;;
    left-partial) next="write capabilities = [\"pull\", \"resolve\"] for $ENDPOINT in $hosts" ;;
    left-unwritable) next='make the named file writable: room on the file system, mode, owner' ;;
    left-broken) next="mv $backup $real, then $RESTART" ;;
    left-ours) next='delete what the message names from config.toml, and restart containerd' ;;
    left-locked) next="see who holds it: fuser $RUN/lock" ;;
    rolled-back) next='see journalctl -u containerd; not tried again until config.toml or containerd changes, or the node boots' ;;
  esac
}

# A killed run may have left a new file that nobody checked, or a containerd that nobody started with the old one.
recover() {
  rm -f "${main%/*}"/*.tke-cilium.?????? 2>/dev/null
  for f in "$RUN/pending" "$RUN/back"; do
    [ -e "$f" ] || continue
    aim "$(sed -n 2p "$f")"
    if [ "$f" = "$RUN/back" ]; then take_back
    elif { cmp -s "$real" "$backup" || [ ! -e "$real" ]; } && cri_up; then rm -f "$f"
    else verify; fi
    [ ! -e "$RUN/refused" ] && [ ! -e "$RUN/back" ] || return 1
  done
}

# Theirs is the same as ours would be when its first host is the mirror and serves both steps of a pull, which all hosts do
# that name no capabilities. A directory with nothing but CAs and client certificates has no hosts.toml yet.
theirs() {
  if [ ! -e "$hosts" ]; then return
  elif [ "$(sed 1d "$hosts" | cksum)" = "$(sed -n "1s/^$OPEN (sum \(.*\)).*/\1/p" "$hosts")" ]; then
    owner=ours
    return
  fi
  awk -v e="\"$ENDPOINT\"]" '{ gsub(/\047/, "\""); sub(/^[ \t]*#.*/, "") }
    /^[ \t]*\[host\./ && !n++ { own = index($0, e) }
    n == 1 { s = s $0 }
    END { exit !own ? 2 : s ~ /capabilities/ && (s !~ /"pull"/ || s !~ /"resolve"/) }' "$hosts"
  case $? in 0) owner=same ;; 1) owner=partial ;; *) owner=foreign ;; esac
}

# Sets trust to what containerd takes by itself from a directory without hosts.toml, CAs and client certificates, and
# has to be said in one. Sets sum, by which a hosts.toml of this kind is known again.
trust() {
  trust=$(
    cd "${hosts%/*}" 2>/dev/null || exit
    for c in *.crt; do [ ! -e "$c" ] || printf '"%s", ' "$c"; done | sed 's/^/ca = [/; s/$/]\n/'
    for c in *.cert; do [ ! -e "$c" ] || printf '["%s", "%s.key"], ' "$c" "${c%.cert}"; done | sed 's/^/client = [/; s/$/]\n/'
  )
  [ -n "$trust" ] || return
  trust="$trust
"
  sum=" (sum $(printf '%s[host."%s"]\n%s\n' "$trust" "$ENDPOINT" "$CAPABLE" | cksum))"
}

# Held are a change that was taken back once, on the same file and the same containerd, and, while the CRI is up,
# every change before this node's turn.
held() {
  if [ "$(attempt)" = "$(sed -n 3p "$RUN/refused" 2>/dev/null)" ]; then
    decide rolled-back false 'the same change was taken back before, because the CRI did not come up with it'
  elif [ -n "$hold" ] && [ -n "$up" ]; then
    decide waiting false 'config.toml needs a change and containerd a restart'
  else return 1; fi
}

# Takes out of base the tables for REGISTRY that hold the line $1 and nothing else, or the line itself where it is a
# config_path. One table stays when kept is 0: somebody else's if there is one, else the first.
sift() {
  awk -v r="\"$REGISTRY\"" -v w="$(printf '%s' "$1" | tr -d ' ')" -v kept="$2" '
    { line[NR] = $0; s = $0; gsub(/\047/, "\"", s); gsub(/[ \t\r]/, "", s) }
    s ~ /^\[/ {
      t = 0
      here = sub(/^\[plugins\.("?cri"?|"io\.containerd\.grpc\.v1\.cri"|"io\.containerd\.cri\.v1\.images")\.registry/, "", s)
      if (here && index(s, ".mirrors." r "]") == 1) { t = ++tables; head[t] = NR; ours[t] = 1 }
      here = here && s ~ /^\]/
      next
    }
    here && s == w && w ~ /^config_path=/ { gone[NR] = 1 }
    t && s != "" && s !~ /^#/ { if (s == w && !body[t]) body[t] = NR; else ours[t] = 0 }
    END {
      for (i = 1; i <= tables; i++) if (!ours[i]) kept = 1
      for (i = 1; i <= tables; i++) if (ours[i] && body[i]) {
        if (kept) gone[head[i]] = gone[body[i]] = 1
        kept = 1
      }
      for (i = 1; i <= NR; i++) if (!(i in gone)) print line[i]
    }' base >new && trim
}

# A sed that adds the mirror at every run leaves the same table twice, which no containerd reads.
repair() {
  sift "endpoint = [\"$ENDPOINT\"]" 0 && ! cmp -s base new || return 1
  stage "$real" new && cp new base && repaired=repaired || return 1
  facts "$staged" before
  status=$?
  rm -f "$staged"
  return "$status"
}

# Takes out what append and set_path put in, to the byte.
strip() {
  grep -q "^$OPEN (the file had no last line end)" base && short=1 || short=''
  awk -v o="$OPEN" -v c="$CLOSE" -v e="$(eol)" -v short="$short" '
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

attempt() { echo "$what $(cat "$real" "$containerd" 2>/dev/null | cksum)"; }

# Writes down beside config.toml what is added, because marks may get lost, and which imported files had the same before.
note() {
  [ -z "$wanted" ] || { with_holders "${wanted#*|}" >wanted && stage "$record" wanted && place "$record"; }
}

with_holders() (
  echo "$1"
  mkdir -p aside && cp before before.imports aside && cd aside || return
  sources | while read -r file; do
    [ "$file" != "$main" ] && [ "$file" != "$real" ] || continue
    cp "$file" base
    sift "$1" 1
    cmp -s base new || echo "$file"
  done
)

# The record for what user_data or an older script added.
adopt() {
  [ ! -e "$record" ] || return
  wanted=$(sed -n "/^$OPEN/,/^$CLOSE/s/^ *\(endpoint\|config_path\) =/\1 =/p" base | tr -d '\r')
  wanted=${wanted:+"|$wanted"}
  note
}

# What was added here, as containerd shows it. Without a record, which older scripts did not keep, the backup decides:
# an entry that it lacks came with us.
recorded() {
  if [ -e "$record" ]; then head -n 1 "$record"
  elif [ -e "$main.before-tke-cilium" ] && ! grep -q "mirrors\.[\"']${REGISTRY}[\"']" "$main.before-tke-cilium"; then
    echo "endpoint = [\"$ENDPOINT\"]"
  fi
}

# Sets new to base without what is ours: what is between our marks, or else what is recorded. Tools that write config.toml
# anew, as nvidia-ctk does, drop comments. False when nothing is.
without_ours() {
  strip
  if cmp -s base new && [ -n "$(recorded)" ] && ! grep -qsxF "$real" "$record"; then sift "$(recorded)" 1; fi
  ! cmp -s base new
}

# A file that is reached by a link or by an import is shown to containerd under its own name: mounted over it, in a mount
# namespace of this one command.
facts_of_new() {
  if [ -n "$absent" ] || [ "$real" = "$CONFIG" ]; then facts "$staged" after
  else
    # shellcheck disable=SC2016 # the inner shell expands these
    unshare -m sh -c 'mount --bind "$1" "$2" && exec timeout 60 "$3" -c "$4" config dump' sh \
      "$staged" "$real" "$containerd" "$CONFIG" >dump 2>error && read_dump after
  fi
}

# The files that make up the configuration, config.toml first. containerd 1.x shows names, 2.x patterns.
sources() {
  echo "$main"
  {
    if [ -s before ]; then grep -o '"[^"]*"' before.imports 2>/dev/null | tr -d '"'; else echo 'conf.d/*.toml'; fi
  } | while read -r pattern; do
    case $pattern in /*) ;; *) pattern=${CONFIG%/*}/$pattern ;; esac
    # shellcheck disable=SC2086 # a pattern is to be expanded; names with spaces are not imported on any known node
    for f in $pattern; do
      f=$(readlink -f "$f")
      [ "$f" = "$main" ] || [ ! -f "$f" ] || echo "$f"
    done
  done | sort -u
}

# Tries the files that config.toml imports: in containerd 1.x such a file replaces the whole table of a plugin.
elsewhere() {
  sources >sources
  while read -r file <&3; do
    if [ "$file" = "$main" ] || [ "$(stat -c %d "${file%/*}")" != "$(stat -c %d "${main%/*}")" ]; then continue; fi
    aim "$file"
    ! without_ours || cp new base
    spell "$@"
    case $? in
      0) return 0 ;;
      2) unwritable "$real" ;;
    esac
  done 3<sources
  aim "$main"
  return 1
}

# Takes out of every file what is ours, and restarts where that changes what containerd reads. Sets taken.
# Returns 1 when something can't be taken out, which is decided then.
take_out() {
  taken=''
  sources >sources
  while read -r file <&3; do
    aim "$file"
    without_ours || continue
    grep -q "^$OPEN (the file was not there)" base "$backup" 2>/dev/null && created=created || created=''
    if [ ! -s before ] && [ -n "$created" ] && [ ! -s new ]; then
      if ! rm -f "$real" 2>error; then
        unwritable "$real"
        return 1
      fi
      taken=$real changed=true
      aim "$file"
      facts_of_old || : >before
      restart || :
      continue
    fi
    accepted ''
    case $? in
      1) left unknown "$real without our lines has another effect than meant, or containerd can't read it either"; return 1 ;;
      2) unwritable "$real"; return 1 ;;
    esac
    understand after
    if [ "$what" = add ] && conflict; then
      rm -f "$staged"
      understand before
      return 1
    fi
    if [ -s before ] && { [ -z "$table" ] || cmp -s before after; }; then
      if ! same_as_read || ! place "$real"; then
        rm -f "$staged"
        unwritable "$real"
        return 1
      fi
      changed=true
    else commit || return 1; fi
    taken=$real
    # An empty file is as good as none, and so is what a kill leaves.
    [ -z "$created" ] || [ -s "$real" ] || rm -f "$real"
    aim "$file"
    facts_of_old || : >before
  done 3<sources
  understand before
  return 0
}

disabled() {
  value '|disabled_plugins = ' | grep -q '["\.]cri["\.]' && left cri-disabled 'disabled_plugins turns the CRI off'
}

# Lines that were added here may be what containerd can't read or refuses after it was exchanged for another version.
# Takes them out, so that all is looked at anew. True when there were any.
unblock() {
  case $decision in left-unreadable | left-conflict) ;; *) return 1 ;; esac
  blocked=$decision said=$message
  if take_out && [ -n "$taken" ]; then
    first='what was added here before is taken out, because this containerd does not run with it; '
    return 0
  fi
  case $decision in left-unknown | "$blocked") decision=$blocked message=$said ;; esac
  return 1
}

# True when the entry is ours and names another mirror; it is out of base or of the node then.
outdated() {
  if grep -q "^$OPEN" base; then strip && cp new base
  else [ "endpoint = $entry" = "$(recorded)" ] && take_out && look && [ -z "$entry" ]; fi
}

# A word of warning when the file is newer than the socket that containerd made at its start. Restarting for somebody
# else's edit could not be taken back. Both times are of the file system, and may mislead when the clock was set: may.
unread() {
  [ -z "$(find "$main" -newer "$SOCKET")" ] ||
    printf ', but is newer than the running containerd, which may not have read it: restart containerd if pulls still go to %s' "$REGISTRY"
} 2>/dev/null

# Takes hosts out, and what came with it: by one rename, so that a kill leaves all or nothing.
remove_hosts() {
  top=${hosts%/*}
  rm -rf "$top".tke-cilium.?????? "${top%/*}".tke-cilium.??????
  [ "$owner" = ours ] || return 1
  made=$(sed -n '1s/.*: made //p' "$hosts")
  if [ "$made" = file ] || [ "$(ls -A "$top")" != hosts.toml ]; then rm -f "$hosts" 2>error
  else
    case $made in parent) made=${top%/*} ;; "${top%/*}" | "${top%/*/*}" | "${top%/*/*/*}") ;; *) made=$top ;; esac
    while [ "$top" != "$made" ] && [ "$(ls -A "${top%/*}")" = "${top##*/}" ]; do top=${top%/*}; done
    { gone=$(mktemp -d "$top.tke-cilium.XXXXXX") && mv -T "$top" "$gone"; } 2>error && rm -rf "$gone"
  fi || return 2
}

# Undo may be what a CRI that is down waits for, so it is tried there too.
remove() {
  look || return
  was=$path
  take_out || return
  done=''
  [ -z "$taken" ] || done='what was added to config.toml is out'
  for directory in $(printf '%s:%s' "$was" "$CERTS" | tr ' :' '\001\n' | sort -u); do
    find_hosts "$(echo "$directory" | tr '\001' ' ')"
    remove_hosts
    case $? in
      0) done="${done:+$done, }$hosts is gone" ;;
      2) unwritable "$hosts"; return ;;
    esac
  done
  rm -f "${main%/*}"/*.tke-cilium.??????
  # A kill between taking out and deleting leaves our own file empty. The backup has whose it was.
  if [ -e "$main" ] && [ ! -s "$main" ] && grep -qs "^$OPEN (the file was not there)" "$main.before-tke-cilium"; then
    rm -f "$main"
    done="${done:-$main is gone}"
  fi
  if [ ! -s before ] && [ -e "$real" ] && [ -n "$(recorded)" ]; then
    left unreadable "containerd can't read $CONFIG, so whether what was added is out can't be checked: $(tail -n 1 error)"
  elif [ -n "$entry" ] && [ "endpoint = $entry" = "$(recorded)" ]; then
    left ours "the entry that was added for $REGISTRY is still in effect, in a form that can't be taken out: $entry"
  else
    note=''
    [ -z "$entry" ] || note="; config.toml sends $REGISTRY to $entry, which somebody else wrote"
    if [ -n "$was" ] && [ "$was" != "$path" ] && [ -n "$(ls "$CERTS" 2>/dev/null)" ]; then
      note="$note; what else lies in $CERTS is no longer read"
    fi
    rm -f "$record"
    [ -n "$repaired" ] || rm -f "$main.before-tke-cilium"
    if [ -n "$done" ]; then decide removed true "$done$note"
    else decide nothing-to-remove true "this node has nothing of ours$note"; fi
  fi
}

# Seconds until this node's turn: spread over STAGGER by the node's name.
# A node that booted in the last quarter of an hour joins alone, and can't pull Cilium before: 15 s at most.
turn() {
  bound=$STAGGER
  if [ "$(seconds)" -lt 900 ] && [ "$bound" -gt 15 ]; then bound=15; fi
  echo $(($(echo "$node" | cksum | cut -d' ' -f1) % (bound + 1)))
}

# What changes when somebody edits the configuration, or starts containerd, perhaps another version: the socket is made anew.
files() {
  stat -c '%n %i %s %Z' "$CONFIG" "$(readlink -f "$CONFIG")" "$CERTS" "$CERTS/$REGISTRY/hosts.toml" "$SOCKET" \
    "${CONFIG%/*}"/con*.d "${CONFIG%/*}"/con*.d/* 2>/dev/null
}

watch() {
  trap 'exit 0' TERM INT
  rm -f "$RUN/report"
  while :; do
    hold=hold
    run
    if [ $? = 3 ]; then
      echo "node-init: waiting: config.toml needs a change; containerd restarts in $(turn) s, this node's turn" >&2
      sleep "$(turn)" & wait $!
      hold=''
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
