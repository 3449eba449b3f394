# Starts, enters and ends hosts. A host is a set of namespaces (mount, pid, net, uts, ipc) held by its first process:
# when that process ends, everything in the host ends with it.

declare -A HOST_PID

# Rights no program in the lab needs. Without SYS_TIME nothing in a host can set the clock, whatever it runs.
DROPPED_CAPS='-sys_time,-sys_module,-sys_boot,-sys_rawio,-sys_admin,-mknod,-syslog,-bpf,-perfmon,-mac_admin,-mac_override,-linux_immutable,-sys_pacct,-wake_alarm,-checkpoint_restore'

start_host() {
  local host=$1 ready="$RUN/$1.ready"
  # --pdeathsig: should this script be killed without a chance to clean up, the host still ends with it.
  env -i PATH="$PATH" setpriv --pdeathsig KILL unshare --mount --pid --net --uts --ipc --fork --kill-child --propagation private \
    bash "$LAB/host-init.sh" "$host" "$RUN" "$LAB" </dev/null >"$RUN/$host.init.log" 2>&1 &
  HOST_KEEPERS+=("$!")
  wait_until "host $host is up" test -e "$ready"
  # The namespaces' first process is the only child of the keeper we have just started.
  HOST_PID[$host]=$(pgrep -P "$!")
  disown "$!"
}

end_hosts() {
  local keeper
  for keeper in "${HOST_KEEPERS[@]}"; do kill -KILL "$keeper" 2>/dev/null || true; done
  HOST_KEEPERS=()
}

in_net() { local host=$1; shift; nsenter -t "${HOST_PID[$host]}" -n -- "$@"; }

# in_host HOST COMMAND… : inside the host, with no login uid, so the audit rules do not see it (outside, operators' desks).
in_host() {
  local host=$1; shift
  nsenter -t "${HOST_PID[$host]}" -m -p -n -u -i -- \
    setpriv --bounding-set="$DROPPED_CAPS" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb "$@"
}

# on_host HOST COMMAND… : a service of the host, under the first login uid of its range, so all it does is recorded.
on_host() {
  local host=$1; shift
  in_host "$host" /opt/hts/bin/hts-service "${LOGIN_UID_BASE[$host]}" "$@"
}

# wait_until WHAT COMMAND… : at most ten seconds.
wait_until() {
  local what=$1 turn; shift
  for turn in $(seq 100); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done
  echo "lab: gave up waiting until $what" >&2; return 1
}
