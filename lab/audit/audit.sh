# Opens and closes the kernel's audit stream. This is the one thing of the lab that is kernel-wide, so the state found
# is the state left: rules, enabled flag and backlog limit.

audit_field() { auditctl -s | awk -v name="$1" '$1 == name { print $2 }'; }

# Refuses to start beside an audit daemon or rules that are not ours: they could not be told apart afterwards.
audit_is_free() {
  [ "$(audit_field pid)" = 0 ] && [ "$(audit_field enabled)" != 2 ] && [ "$(auditctl -l)" = 'No rules' ]
}

open_audit() {
  local host
  AUDIT_ENABLED_BEFORE=$(audit_field enabled)
  AUDIT_BACKLOG_BEFORE=$(audit_field backlog_limit)
  mkdir -p "$RUN/audit/plugins.d"; chmod 700 "$RUN/audit"
  for host in $AUDITED_HOSTS; do
    echo "${LOGIN_UID_BASE[$host]} $((LOGIN_UID_BASE[$host] + 999)) $host"
  done > "$RUN/audit/ranges.txt"
  sed "s|@RUN@|$RUN|" "$LAB/audit/auditd.conf.in" > "$RUN/audit/auditd.conf"
  sed "s|@RUN@|$RUN|" "$LAB/audit/plugin.conf.in" > "$RUN/audit/plugins.d/split.conf"
  install -m 750 "$LAB/audit/split_by_login_uid.py" "$RUN/audit/split_by_login_uid"
  chmod 640 "$RUN/audit/auditd.conf" "$RUN/audit/plugins.d/split.conf"
  start_auditd
  AUDIT_OPEN=yes
  watch_over_audit
  auditctl -b 16384 >/dev/null
  auditctl -e 1 >/dev/null
  for host in $AUDITED_HOSTS; do add_rules "$host" "${LOGIN_UID_BASE[$host]}"; done
}

# auditd puts names beside numbers from the passwd file it sees: in a mount namespace of its own, the invented one.
start_auditd() {
  local host
  cp "$LAB/accounts/passwd" "$RUN/audit/passwd"; cp "$LAB/accounts/group" "$RUN/audit/group"
  for host in $AUDITED_HOSTS; do audit_names "$host" "${LOGIN_UID_BASE[$host]}"; done
  env -i PATH="$PATH" unshare --mount --propagation private sh -c '
    mount --bind "$1/audit/passwd" /etc/passwd && mount --bind "$1/audit/group" /etc/group &&
    mount -t tmpfs -o mode=755,size=64k run /var/run &&
    exec auditd -n -c "$1/audit"' start-auditd "$RUN" </dev/null >"$RUN/auditd.out" 2>&1 &
  AUDITD=$!
  wait_until 'auditd listens' sh -c "auditctl -s | grep -qx 'pid $AUDITD'"
}

audit_names() {
  local host=$1 base=$2 entry name offset groups
  for entry in services:0: timeops:90: htsweb:50: "$NEW_ACCOUNT:100:" $HOST_USERS; do
    IFS=: read -r name offset groups <<<"$entry"
    echo "$name:x:$((base + offset)):$((base + offset))::/:/bin/sh" >> "$RUN/audit/passwd"
    echo "$name:x:$((base + offset)):" >> "$RUN/audit/group"
  done
}

# Each rule names one host's range, so programs outside the lab never match.
add_rules() {
  local host=$1 base=$2 key=${1//-/_} range
  range="-F arch=b64 -F auid>=$base -F auid<=$((base + 999))"
  # shellcheck disable=SC2086  # a list of filters
  {
    auditctl -a always,exit $range -S execve -S execveat -k "${key}_exec"
    auditctl -a always,exit $range -S connect -F a2=16 -k "${key}_connect"            # 16: an IPv4 address
    auditctl -a always,exit $range -S unlink -S unlinkat -S rename -S renameat -S renameat2 -S truncate -S ftruncate \
      -F success=1 -k "${key}_delete"
    auditctl -a always,exit $range -S clock_settime -S settimeofday -S adjtimex -S clock_adjtime -k "${key}_clock"
  } >/dev/null
}

# Puts the kernel's audit state back even when this script is killed and its traps do not run.
watch_over_audit() {
  (
    trap - EXIT; trap '' INT TERM HUP
    tail --pid=$$ -f /dev/null
    restore_audit
    rm -rf "$RUN"
  ) </dev/null >/dev/null 2>&1 &
  AUDIT_WATCH=$!
  disown "$AUDIT_WATCH"
}

restore_audit() {
  local host kind
  for host in $AUDITED_HOSTS; do
    for kind in exec connect delete clock; do auditctl -D -k "${host//-/_}_$kind" >/dev/null 2>&1 || true; done
  done
  sleep 1                                            # let the last records reach the filter
  auditctl -e "$AUDIT_ENABLED_BEFORE" >/dev/null
  auditctl -b "$AUDIT_BACKLOG_BEFORE" >/dev/null
  kill "$AUDITD" 2>/dev/null || true
}

close_audit() {
  [ -n "${AUDITD:-}" ] || return 0
  if [ "${AUDIT_OPEN:-}" = yes ]; then restore_audit; else kill "$AUDITD" 2>/dev/null || true; fi
  wait "$AUDITD" 2>/dev/null || true
  [ -z "${AUDIT_WATCH:-}" ] || kill -KILL "$AUDIT_WATCH" 2>/dev/null || true
  AUDITD='' AUDIT_WATCH=''
}
