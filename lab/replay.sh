#!/bin/bash
# Replays the incident of Harbour Time Service live, with Meridian beside it: a node follows the logs as they are written, and the enforcer
# at the gateway blocks what the starter playbooks say. Then the dossier is published and judged by the shipped verifier.
# Usage: sudo lab/replay.sh [--no-block] [--out DIRECTORY]   (about four minutes; --no-block: the node only rehearses)
set -euo pipefail
LAB=$(cd "$(dirname "$0")" && pwd)
REPOSITORY=$(dirname "$LAB")
for part in site network hosts services truth background; do source "$LAB/$part.sh"; done
source "$LAB/replay-node.sh"

PROGRAMS='sshd ssh sshpass chronyd nginx tshark rsyslogd sudo curl ip nft nsenter unshare setpriv zic python3 openssl ss pgrep'
HOST_KEEPERS=()
MODE=act OUT=

while [ $# -gt 0 ]; do
  case $1 in
    --no-block) MODE=rehearse ;;
    --out) OUT=${2:?--out needs a directory}; shift ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
  esac
  shift
done

check_machine() {
  local program
  [ "$(id -u)" = 0 ] || { echo 'lab: needs root, for namespaces' >&2; exit 2; }
  for program in $PROGRAMS; do
    command -v "$program" >/dev/null || { echo "lab: $program is missing; lab/README.md lists the packages" >&2; exit 2; }
  done
  [ -z "$OUT" ] || [ ! -e "$OUT" ] || [ -z "$(ls -A "$OUT")" ] || { echo "lab: $OUT is not empty" >&2; exit 2; }
}

announce() {
  cat <<TEXT
Replaying $SITE_NAME, an exercise with invented parties. For about four minutes this
  - runs eight hosts and a switch in namespaces of their own; no packet reaches the machine's network,
  - runs Meridian's node in the gateway's network namespace, with no capability, and its enforcer with CAP_NET_ADMIN alone: $MODE,
  - leaves audit alone: what only auditd would have written is not in this replay, and rules that want it see nothing.
TEXT
}

take_down() {
  local status=$?
  trap - EXIT
  set +e
  [ "$BASHPID" = "$$" ] || exit "$status"
  jobs -p | xargs -r kill 2>/dev/null
  end_hosts
  if [ "$status" != 0 ] && [ -n "${RUN:-}" ]; then tail -n 5 "$RUN"/*.log >&2; fi
  [ -z "${RUN:-}" ] || [ "$RUN" = / ] || rm -rf "$RUN"
  exit "$status"
}

build_site() {
  local host
  for host in switch $ALL_HOSTS; do start_host "$host"; done
  wire_site
  start_services
  # Who is cut off gives up sooner, so that a stopped stage costs seconds.
  in_host outside1 sed -i 's/^ConnectTimeout .*/ConnectTimeout 3/' /etc/ssh/ssh_config
}

# The stages as they were recorded, one after another. One that has lost its access runs into its time-outs and ends.
play() {
  quiet_work
  local stage
  for stage in "$LAB"/stages/[1-9]-*.sh; do source "$stage"; sleep 2; done
  quiet_work_after
}

quiet_work_after() { from_desk 10.20.0.102 l.tamati 10.20.0.10 'chronyc -n sources; sudo ls -l /var/log'; }

check_machine
announce
RUN=$(mktemp -d /tmp/hts-replay.XXXXXX)
trap take_down EXIT
trap 'exit 130' INT TERM HUP
make_keys
build_site
relay_logs
start_enforcer
start_node
echo "  the node follows $(ls -1 "$RUN"/live/* | grep -c '\.') logs"
visitors & VISITORS=$!
play
{ kill "$VISITORS" && wait "$VISITORS"; } 2>/dev/null || true
stop_node
publish_dossiers "${OUT:-$RUN/dossiers}"
python3 -I "$LAB/replay_report.py" "$RUN" "$MODE"
judge_dossiers "${OUT:-$RUN/dossiers}"
