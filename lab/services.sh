# Keys for the story's people and hosts, and the services each host runs.

make_keys() {
  mkdir -p -m 700 "$RUN/keys/people" "$RUN/keys/hosts"
  local name offset groups entry host
  for entry in $HOST_USERS; do
    IFS=: read -r name offset groups <<<"$entry"
    [ -z "$groups" ] || ssh-keygen -q -t ed25519 -N '' -C "$name@harbour" -f "$RUN/keys/people/$name"
  done
  for host in $AUDITED_HOSTS; do
    ssh-keygen -q -t ed25519 -N '' -C "$host" -f "$RUN/keys/hosts/$host"
    echo "$host,$(tr ' ' '\n' <<<"${INSIDE_ADDRESSES[$host]}" | sed 's|/.*||' | paste -sd,)" "$(cut -d' ' -f1,2 "$RUN/keys/hosts/$host.pub")"
  done > "$RUN/keys/known_hosts"
}

start_services() {
  local host
  in_host hts-monitor mkdir -p /var/log/collected
  on_host hts-monitor rsyslogd -n >/dev/null 2>&1 &
  wait_until 'the collector listens' in_host hts-monitor sh -c 'ss -ltn | grep -q ":514 "'
  start_capture
  for host in $AUDITED_HOSTS; do on_host "$host" rsyslogd -n >/dev/null 2>&1 & done
  for host in $AUDITED_HOSTS; do wait_until "$host logs" in_host "$host" test -S /dev/log; done
  on_host hts-ref1 chronyd -x -u _chrony
  for host in hts-time1 hts-jump1 hts-web1; do on_host "$host" chronyd -x -u _chrony; done
  for host in $AUDITED_HOSTS; do on_host "$host" /usr/sbin/sshd; done
  on_host hts-web1 setpriv --reuid htsweb --regid htsweb --clear-groups /usr/bin/python3 /opt/hts/bin/harbour_status.py >/dev/null 2>&1 &
  on_host hts-web1 nginx
  in_host outside1 python3 - "$FALSE_TIME" 0.35 < "$LAB/outside/skewed_ntp.py" >/dev/null 2>&1 &
  in_host outside1 python3 - "$DROP_BOX" 8080 < "$LAB/outside/drop_box.py" >/dev/null 2>&1 &
  wait_until 'the status page answers' in_host hts-web1 curl -sf 'http://127.0.0.1:8081/status'
}

# Only the packets that open or close a TCP connection, and NTP: who spoke to whom, when, and (by the closing sequence
# numbers) how much.
start_capture() {
  in_host hts-monitor tshark -l -n -i eth0 \
    -f 'udp port 123 or (tcp and not port 514 and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)' -T ek \
    -e frame.time_epoch -e frame.len -e ip.src -e ip.dst -e ip.proto \
    -e tcp.stream -e tcp.srcport -e tcp.dstport -e tcp.flags -e tcp.seq -e tcp.ack \
    -e udp.srcport -e udp.dstport -e ntp.flags.mode -e ntp.stratum -e ntp.refid -e ntp.xmt \
    > "$RUN/tshark.ndjson" 2>"$RUN/tshark.err" &
  wait_until 'the capture runs' grep -q 'Capturing on' "$RUN/tshark.err"
}

# A clean end, so that every program writes what it still holds.
stop_services() {
  local host
  in_host hts-monitor pkill -INT -x dumpcap || true
  for host in $AUDITED_HOSTS; do in_host "$host" pkill -TERM -x chronyd || true; done
  sleep 2
  in_host hts-monitor pkill -TERM -x rsyslogd || true
  sleep 1
}
