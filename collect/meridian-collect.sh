#!/bin/sh
# Meridian collect: copies what a host can tell, the most volatile first (RFC 3227 section 2.1), into one tar with a manifest.
#
#   sh meridian-collect.sh > bundle.tar            the bundle on standard output
#   sh meridian-collect.sh -o bundle.tar           into a new file
#   sh meridian-collect.sh -d folder               into a new folder, without tar
#   ssh host sh < meridian-collect.sh > bundle.tar nothing is installed on the host
#
# Needs a POSIX shell, a program that makes SHA-256, and tar unless -d is used. Needs no root; reads more when it has it. Writes
# only into its own output; with -o or standard output also into one work folder beside it, which it removes. Changes nothing else, except
# what reading changes: the access times of files, and what this session itself leaves in the host's logs.
#
# Variables: MERIDIAN_PROC (/proc), MERIDIAN_ETC (/etc), MERIDIAN_LOGS (/var/log), TMPDIR (/tmp), MERIDIAN_SECONDS (20) a command,
# MERIDIAN_ITEM_BYTES (67108864) an item, MERIDIAN_TOTAL_BYTES (1073741824) a bundle, MERIDIAN_FILES (20000) log files.
# spec/custody.md, "Bundle", says what it writes.

set -u
umask 077
LC_ALL=C
export LC_ALL
unset CDPATH

VERSION=1.0
PROC=${MERIDIAN_PROC:-/proc}
ETC=${MERIDIAN_ETC:-/etc}
LOGS=${MERIDIAN_LOGS:-/var/log}
SECONDS_MAX=${MERIDIAN_SECONDS:-20}
ITEM_BYTES_MAX=${MERIDIAN_ITEM_BYTES:-67108864}
TOTAL_BYTES_MAX=${MERIDIAN_TOTAL_BYTES:-1073741824}
FILES_MAX=${MERIDIAN_FILES:-20000}
DEPTH_MAX=16
OUT=
FOLDER=
WORK=
ITEMS=0
FILES=0
TOTAL=0
TAB=$(printf '\t')

say() { printf 'meridian-collect: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 3
}
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
have() { command -v "$1" >/dev/null 2>&1; }

usage() {
  say 'usage: sh meridian-collect.sh [-o new.tar | -d newfolder]'
  exit 2
}

# A path with a first character that no program takes for an option.
plain_path() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf './%s' "$1" ;;
  esac
}

while getopts o:d: flag; do
  case $flag in
    o) OUT=$(plain_path "$OPTARG") ;;
    d) FOLDER=$(plain_path "$OPTARG") ;;
    *) usage ;;
  esac
done
[ $((OPTIND - 1)) -eq $# ] || usage
[ -z "$OUT" ] || [ -z "$FOLDER" ] || usage
for number in "$SECONDS_MAX" "$ITEM_BYTES_MAX" "$TOTAL_BYTES_MAX" "$FILES_MAX"; do
  case $number in
    '' | *[!0-9]* | ????????????????*) fail "expected a whole number, got $number" ;;
  esac
done
for folder in "$PROC" "$ETC" "$LOGS"; do
  case $folder in
    /*) ;;
    *) fail "expected an absolute path, got $folder" ;;
  esac
done

if have sha256sum; then
  digest() { sha256sum | cut -c 1-64; }
elif have shasum; then
  digest() { shasum -a 256 | cut -c 1-64; }
elif have openssl; then
  digest() { openssl dgst -sha256 -r | cut -c 1-64; }
else
  fail 'no program makes SHA-256 here: sha256sum, shasum or openssl'
fi

# Every byte that is not plain becomes %XX, so that a manifest line holds one item whatever a file is called.
encode() {
  case $1 in
    *[!\ -\$\&-~]*)
      printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | tr 'abcdef' 'ABCDEF' | sed 's/ \([0-9A-F][0-9A-F]\)/%\1/g'
      ;;
    *) printf '%s' "$1" ;;
  esac
}

# Where coreutils or BusyBox have timeout, it ends what hangs; else a watcher does.
if have timeout && timeout -k 2 5 true 2>/dev/null; then
  bounded() { timeout -k 2 "$SECONDS_MAX" "$@" </dev/null; }
else
  bounded() {
    "$@" </dev/null &
    bounded_child=$!
    (
      waited=0
      while [ "$waited" -lt "$SECONDS_MAX" ]; do
        sleep 1
        kill -0 "$bounded_child" 2>/dev/null || exit 0
        waited=$((waited + 1))
      done
      kill -TERM "$bounded_child"
      sleep 1
      kill -KILL "$bounded_child"
    ) >/dev/null 2>&1 &
    bounded_watch=$!
    wait "$bounded_child"
    bounded_status=$?
    # Its sleep of one second may outlive it; it holds nothing open.
    kill "$bounded_watch" 2>/dev/null
    wait "$bounded_watch" 2>/dev/null
    [ "$bounded_status" -ne 143 ] && [ "$bounded_status" -ne 137 ] || bounded_status=124
    return "$bounded_status"
  }
fi

clean() { [ -n "$FOLDER" ] || [ -z "$WORK" ] || rm -rf -- "$WORK"; }

begin() {
  if [ -n "$FOLDER" ]; then
    mkdir -- "$FOLDER" || fail "could not make the new folder $FOLDER"
    WORK=$FOLDER
  else
    have tar || fail 'there is no tar here; use -d'
    if [ -n "$OUT" ]; then
      # Without following a link, and without replacing what is there.
      (set -C && : >"$OUT") 2>/dev/null || fail "could not make the new file $OUT"
      WORK=$OUT.work
    else
      [ ! -t 1 ] || fail 'the bundle goes to standard output: redirect it, or use -o or -d'
      WORK=$(plain_path "${TMPDIR:-/tmp}")/meridian-collect.$$.$(date +%s)
    fi
    # mkdir fails when anything of that name is there, a link too.
    mkdir -- "$WORK" || {
      WORK=
      [ -z "$OUT" ] || rm -f -- "$OUT"
      fail 'could not make the work folder'
    }
  fi
  trap clean EXIT
  trap 'exit 3' HUP INT TERM
  mkdir -- "$WORK/items" || fail 'could not write'
  : >"$WORK/part" || fail 'could not write'
  : >"$WORK/errors" || fail 'could not write'
}

line() { printf '%s\n' "$*" >>"$WORK/manifest.tsv" || fail 'could not write the manifest'; }
field() { line "$1$TAB$(encode "$2")"; }
unread() { line "unread$TAB$(now)$TAB$(encode "$1")$TAB$(encode "$2")"; }

tool_digest() {
  # Piped in, a script cannot read itself: `meridian collect --print` writes the digest in front of it.
  if [ -n "${MERIDIAN_COLLECT_SHA256:-}" ]; then
    printf '%s' "$MERIDIAN_COLLECT_SHA256"
  elif [ -f "$0" ] && [ -r "$0" ] && grep -q '^# Meridian collect: ' -- "$0" 2>/dev/null; then
    digest <"$0"
  else
    printf '%s' -
  fi
}

# $1: most bytes that may still be kept of an item.
room() {
  if [ $((TOTAL_BYTES_MAX - TOTAL)) -lt "$ITEM_BYTES_MAX" ]; then
    printf '%s' $((TOTAL_BYTES_MAX - TOTAL))
  else
    printf '%s' "$ITEM_BYTES_MAX"
  fi
}

# $1 kind, $2 source, $3 when it began, $4 what was cut: makes $WORK/part the next item.
keep() {
  ITEMS=$((ITEMS + 1))
  keep_path=items/$(printf '%06d' "$ITEMS")
  mv -- "$WORK/part" "$WORK/$keep_path" || fail 'could not write an item'
  keep_bytes=$(wc -c <"$WORK/$keep_path" | tr -d ' ')
  TOTAL=$((TOTAL + keep_bytes))
  line "item$TAB$keep_path$TAB$(digest <"$WORK/$keep_path")$TAB$keep_bytes$TAB$3$TAB$(now)$TAB$1$TAB$(encode "$2")$TAB$(encode "$4")"
}

# Runs a command and keeps what it says. What it complains of is unread.
run() {
  run_room=$(room)
  if ! have "$1"; then
    unread "$*" 'no such program'
    return
  fi
  if [ "$run_room" -le 0 ]; then
    unread "$*" "the bundle has $TOTAL_BYTES_MAX bytes already"
    return
  fi
  take "$*" "$@"
}

# $1: what the manifest calls it; then the command.
take() {
  take_name=$1
  shift
  take_from=$(now)
  : >"$WORK/status"
  { bounded "$@" 2>"$WORK/errors" || printf '%s' "$?" >"$WORK/status"; } | head -c $((run_room + 1)) >"$WORK/part"
  take_status=$(cat "$WORK/status")
  take_cut=
  if [ "$(wc -c <"$WORK/part")" -gt "$run_room" ]; then
    head -c "$run_room" <"$WORK/part" >"$WORK/whole" && mv -- "$WORK/whole" "$WORK/part"
    take_cut="kept the first $run_room bytes of what it said"
    # It was told to stop by us.
    take_status=
  fi
  keep command "$take_name" "$take_from" "$take_cut"
  case $take_status in
    '') ;;
    124) unread "$take_name" "still running after $SECONDS_MAX seconds; kept what it had said" ;;
    *) unread "$take_name" "exit code $take_status: $(complaint)" ;;
  esac
}

# What the last program complained of, in one line.
complaint() { head -c 200 "$WORK/errors" | tr '\n\t' '  '; }

# Copies one regular file: the whole, or its newest part.
copy() {
  copy_file=$1
  if [ -L "$copy_file" ]; then
    unread "$copy_file" 'a symbolic link; not followed'
    return
  fi
  if [ ! -f "$copy_file" ]; then
    [ ! -e "$copy_file" ] || unread "$copy_file" 'not a regular file'
    [ -e "$copy_file" ] || unread "$copy_file" 'no such file'
    return
  fi
  if [ ! -r "$copy_file" ]; then
    unread "$copy_file" 'permission denied'
    return
  fi
  copy_room=$(room)
  if [ "$copy_room" -le 0 ]; then
    unread "$copy_file" "the bundle has $TOTAL_BYTES_MAX bytes already"
    return
  fi
  copy_from=$(now)
  copy_before=$(size "$copy_file")
  : >"$WORK/status"
  { bounded tail -c "$copy_room" -- "$copy_file" 2>"$WORK/errors" || printf '%s' "$?" >"$WORK/status"; } |
    head -c "$copy_room" >"$WORK/part"
  case $(cat "$WORK/status") in
    '') ;;
    124) unread "$copy_file" "not read to its end in $SECONDS_MAX seconds; kept what came" ;;
    *) unread "$copy_file" "could not be read whole: $(complaint)" ;;
  esac
  # Put in its place while we read: what was copied is not of this folder.
  if [ -L "$copy_file" ]; then
    : >"$WORK/part"
    unread "$copy_file" 'became a symbolic link while it was read; not kept'
    return
  fi
  copy_cut=
  [ "$copy_before" -le "$copy_room" ] || copy_cut="kept the last $copy_room of $copy_before bytes"
  [ "$copy_before" = "$(size "$copy_file")" ] || copy_cut="${copy_cut:+$copy_cut; }grew or shrank while it was read"
  keep file "$copy_file" "$copy_from" "$copy_cut"
}

# Its length without reading it, where the system can say so.
size() {
  # shellcheck disable=SC2012 # stat is not in POSIX; the columns before the name are
  size_found=$(ls -Lnd -- "$1" 2>/dev/null | { read -r _ _ _ _ size_bytes _ && printf '%s' "$size_bytes"; })
  case $size_found in
    '' | *[!0-9]*) printf 0 ;;
    *) printf '%s' "$size_found" ;;
  esac
}

# $1 folder, $2 depth. The folder's names come from the shell itself, so none of them can be taken for two, or for an option.
walk() {
  if [ -L "$1" ]; then
    unread "$1" 'a symbolic link; not followed'
    return
  fi
  if [ ! -r "$1" ] || [ ! -x "$1" ]; then
    unread "$1" 'permission denied'
    return
  fi
  if [ "$2" -gt "$DEPTH_MAX" ]; then
    unread "$1" "deeper than $DEPTH_MAX folders"
    return
  fi
  for walk_entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ -L "$walk_entry" ]; then
      unread "$walk_entry" 'a symbolic link; not followed'
    elif [ -d "$walk_entry" ]; then
      walk "$walk_entry" $(($2 + 1))
    elif [ -e "$walk_entry" ]; then
      FILES=$((FILES + 1))
      if [ "$FILES" -gt "$FILES_MAX" ]; then
        [ "$FILES" -gt $((FILES_MAX + 1)) ] || unread "$walk_entry" "more than $FILES_MAX files; this one and what follows were left out"
      else
        copy "$walk_entry"
      fi
    fi
  done
}

# Every process: its name, its arguments, and of its environment the names only, where we are allowed to look.
# shellcheck disable=SC2016 # it is for another shell
PROCESSES='
for process in "$1"/[0-9]*; do
  [ -r "$process/status" ] || continue
  printf "pid %s\n" "${process##*/}"
  grep -E "^(Name|State|PPid|Uid|Gid|Threads):" "$process/status" 2>/dev/null
  [ ! -r "$process/cmdline" ] || printf "cmdline %s\n" "$(tr "\n\000" "  " 2>/dev/null <"$process/cmdline")"
  printf "exe %s\n" "$(readlink "$process/exe" 2>/dev/null)"
  [ ! -r "$process/environ" ] || printf "environment names: %s\n" "$(tr "\n\000" " \n" 2>/dev/null <"$process/environ" | sed "s/=.*//" | tr "\n" " ")"
  printf "\n"
done
:'

# shellcheck disable=SC2016 # it is for another shell
OPEN_FILES='
for process in "$1"/[0-9]*; do
  for opened in "$process"/fd/*; do
    [ -L "$opened" ] && printf "%s %s\n" "$opened" "$(readlink "$opened" 2>/dev/null)"
  done
done
:'

proc_file() { if [ -e "$PROC/$1" ]; then copy_proc "$PROC/$1"; else unread "$PROC/$1" 'no such file'; fi; }
# Files of the kernel have no length, and tell what is true at this moment.
copy_proc() {
  run_room=$(room)
  if [ ! -r "$1" ]; then
    unread "$1" 'permission denied'
  elif [ "$run_room" -le 0 ]; then
    unread "$1" "the bundle has $TOTAL_BYTES_MAX bytes already"
  else
    take "cat $1" cat -- "$1"
  fi
}
shell_over_proc() {
  run_room=$(room)
  if [ "$run_room" -le 0 ]; then
    unread "$1" "the bundle has $TOTAL_BYTES_MAX bytes already"
  else
    take "$1" sh -c "$2" sh "$PROC"
  fi
}

volatile() {
  run date -u
  proc_file uptime
  run uptime
  run timedatectl
  run chronyc -n tracking
  run chronyc -n sources
  run ntpq -pn
  shell_over_proc 'processes' "$PROCESSES"
  run ps -ef
  for table in tcp tcp6 udp udp6 raw unix route arp; do proc_file "net/$table"; done
  run ss -tunap
  run ip address
  run ip route show table all
  run ip -6 route
  run ip neighbour
  run who -a
  run w
  run last -n 200
  shell_over_proc 'open files' "$OPEN_FILES"
  proc_file modules
  proc_file mounts
  run df -k
}

configuration() {
  run uname -a
  run id
  proc_file version
  proc_file cmdline
  run sysctl -a
  run systemctl list-units --all --no-pager
  run systemctl list-timers --all --no-pager
  run crontab -l
  for name in os-release hostname hosts resolv.conf nsswitch.conf passwd group crontab fstab timezone ntp.conf chrony.conf; do
    if [ -e "$ETC/$name" ] || [ -L "$ETC/$name" ]; then copy_or_linked "$ETC/$name"; fi
  done
  for name in chrony ssh/sshd_config ssh/sshd_config.d cron.d systemd/timesyncd.conf systemd/system rsyslog.conf rsyslog.d audit; do
    if [ -d "$ETC/$name" ]; then walk "$ETC/$name" 1; elif [ -e "$ETC/$name" ]; then copy "$ETC/$name"; fi
  done
}

# Distributions link some of these, such as resolv.conf and os-release: what a program reads through the link is kept, under the link's name.
copy_or_linked() {
  if [ -L "$1" ] && [ -r "$1" ]; then
    run_room=$(room)
    [ "$run_room" -le 0 ] || take "cat $1" cat -- "$1"
  else
    copy "$1"
  fi
}

logs() {
  if [ -d "$LOGS" ]; then walk "$LOGS" 1; else unread "$LOGS" 'no such folder'; fi
}

finish() {
  rm -f -- "$WORK/part" "$WORK/errors" "$WORK/status" "$WORK/whole"
  line "ended$TAB$(now)"
  if [ -n "$OUT" ]; then
    tar -cf - -C "$WORK" manifest.tsv items >"$OUT" || fail "could not write $OUT"
  elif [ -z "$FOLDER" ]; then
    tar -cf - -C "$WORK" manifest.tsv items || fail 'could not write the bundle'
  fi
  say "$ITEMS items, $TOTAL bytes; $(grep -c "^unread$TAB" "$WORK/manifest.tsv") could not be read"
}

main() {
  begin
  line meridian-collect/v1
  field host "$(uname -n)"
  field user "$(id -un 2>/dev/null || id -u)"
  line "tool$TAB$VERSION$TAB$(tool_digest)"
  line "begun$TAB$(now)"
  volatile
  configuration
  logs
  finish
}

# In one piece, so that a script that arrives cut off does nothing.
main
