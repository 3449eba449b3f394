#!/bin/bash
# Records the incident of Harbour Time Service anew: builds the hosts, lets the incident happen, collects, takes all down.
# Usage: sudo lab/record.sh   (four minutes; replaces recordings/harbour-time-service/)
set -euo pipefail
LAB=$(cd "$(dirname "$0")" && pwd)
TARGET=$(dirname "$LAB")/recordings/harbour-time-service
for part in site network hosts services truth background collect audit/audit; do source "$LAB/$part.sh"; done

PROGRAMS='auditctl auditd sshd ssh sshpass chronyd nginx tshark rsyslogd sudo curl ip nsenter unshare setpriv zic zstd python3 openssl ss pgrep'
RECORDING_BYTES_MAX=5242880
HOST_KEEPERS=()

check_machine() {
  local program
  [ "$(id -u)" = 0 ] || { echo 'lab: needs root, for namespaces and for audit rules' >&2; exit 2; }
  for program in $PROGRAMS; do
    command -v "$program" >/dev/null || { echo "lab: $program is missing; lab/README.md lists the packages" >&2; exit 2; }
  done
  audit_is_free || { echo 'lab: an audit daemon or audit rules are in use here; not touching them' >&2; exit 2; }
}

announce() {
  cat <<TEXT
Recording $SITE_NAME, an exercise with invented parties. For about four minutes this
  - runs eight hosts and a switch in namespaces of their own; no packet reaches the machine's network,
  - adds audit rules for login uids 41000-43999 and switches auditing on; both are put back at the end,
  - never sets the clock: chronyd runs with -x and no host holds CAP_SYS_TIME.
TEXT
}

take_down() {
  local status=$?
  trap - EXIT
  set +e
  [ "$BASHPID" = "$$" ] || exit "$status"
  jobs -p | xargs -r kill 2>/dev/null
  close_audit
  end_hosts
  [ -z "${RUN:-}" ] || [ "$RUN" = / ] || rm -rf "$RUN"
  exit "$status"
}

build_site() {
  local host
  for host in switch $ALL_HOSTS; do start_host "$host"; done
  wire_site
  start_services
}

play() {
  sleep 12; quiet_work; sleep 4
  quiet_work_during & local company=$!
  local stage
  for stage in "$LAB"/stages/[1-9]-*.sh; do source "$stage"; sleep 4; done
  wait "$company"
  morning_after; sleep 8
}

publish() {
  local bytes
  bytes=$(find "$OUT" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
  [ "$bytes" -le "$RECORDING_BYTES_MAX" ] || { echo "lab: the recording has $bytes bytes, too many" >&2; exit 1; }
  rm -rf "$TARGET"; mkdir -p "$TARGET"; cp -r "$OUT/." "$TARGET/"
  chmod -R u=rwX,go=rX "$TARGET"
  (cd "$TARGET" && find . -type f -printf '%8s %P\n' | sort -k2)
  echo "$bytes bytes in all. Now: node --test test/recordings/"
}

check_machine
announce
RUN=$(mktemp -d /tmp/hts-lab.XXXXXX)
trap take_down EXIT
trap 'exit 130' INT TERM HUP
mkdir -p "$RUN/recording"
make_keys
open_audit
build_site
visitors & VISITORS=$!
play
{ kill "$VISITORS" && wait "$VISITORS"; } 2>/dev/null || true
stop_services
close_audit
collect
python3 -I "$LAB/verify.py" "$OUT"
publish
