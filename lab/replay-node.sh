# Meridian beside the replayed incident: logs relayed as they are written, enforcer and node in the gateway's network namespace.

MERIDIAN_NODE="$REPOSITORY/node_modules/.bin/node"

meridian() { NO_COLOR=1 "$MERIDIAN_NODE" "$REPOSITORY/src/cli/main.ts" "$@"; }

# relay HOST FILE AS : what a program in the host writes, as it is written.
relay() {
  mkdir -p "$(dirname "$RUN/live/$3")"
  : > "$RUN/live/$3"
  in_host "$1" tail -n +1 -s 0.05 -F "$2" >> "$RUN/live/$3" 2>/dev/null &
}

relay_logs() {
  local host address
  for host in $AUDITED_HOSTS; do
    address=${INSIDE_ADDRESSES[$host]%%/*}
    relay hts-monitor "/var/log/collected/$address/auth.log" "$host/auth.log"
  done
  relay hts-monitor /var/log/collected/10.20.0.20/syslog.log hts-time1/syslog.log
  relay hts-time1 /var/log/chrony/tracking.log hts-time1/tracking.log
  relay hts-web1 /var/log/nginx/access.log hts-web1/access.log
  mkdir -p "$RUN/live/hts-monitor"
  ln "$RUN/tshark.ndjson" "$RUN/live/hts-monitor/tshark.ndjson"
}

start_enforcer() {
  mkdir -m 700 "$RUN/enforcer"
  # Not through a function: $! must be the program itself, which is told to end.
  nsenter -t "${HOST_PID[gateway]}" -n -- setpriv --bounding-set=-all,+net_admin --inh-caps=-all,+net_admin "$MERIDIAN_NODE" "$REPOSITORY/src/enforcer/main.ts" \
    --socket "$RUN/enforcer/socket" --roles nft > "$RUN/enforcer.log" 2>&1 & ENFORCER=$!
  wait_until 'the enforcer serves' test -S "$RUN/enforcer/socket"
}

start_node() {
  cat > "$RUN/meridian.yaml" <<CONFIG
party: { name: $SITE_NAME }
site: { exercise: true }
respond:
  mode: $MODE
  enforcer: $RUN/enforcer/socket
  playbooks: [$REPOSITORY/packs/playbooks]
CONFIG
  nsenter -t "${HOST_PID[gateway]}" -n -- setpriv --bounding-set=-all --inh-caps=-all env NO_COLOR=1 "$MERIDIAN_NODE" "$REPOSITORY/src/cli/main.ts" \
    watch "$RUN/live" --follow --utc-offset "$SITE_OFFSET" --data "$RUN/data" --config "$RUN/meridian.yaml" \
    > "$RUN/watch.ndjson" 2> "$RUN/watch.log" & WATCH=$!
  wait_until 'the node responds' test -S "$RUN/data/respond.sock"
}

# Blocks are taken back by a person before the node ends, so that each life is whole and what was counted is stated.
stop_node() {
  local action
  sleep 2
  in_net gateway nft list table inet meridian > "$RUN/held.txt" 2>/dev/null || true
  meridian blocks --data "$RUN/data" > "$RUN/blocks.txt" 2>&1 || true
  for action in $(grep -o '"action":"act-[0-9a-f]*","step":"applied"' "$RUN/watch.ndjson" | cut -d'"' -f4 | sort -u); do
    meridian unblock "$action" --data "$RUN/data" --person 'L. Tamati' --reason 'the exercise is over' > /dev/null 2>&1 || true
  done
  kill -INT "$WATCH"; wait "$WATCH" || true
  kill -TERM "$ENFORCER"; wait "$ENFORCER" || true
}

publish_dossiers() {
  local id
  mkdir -p "$1"
  for id in $(meridian cases --data "$RUN/data" --json | grep -o '"case":"case-[0-9a-f]*"' | cut -d'"' -f4); do
    meridian publish "$id" --data "$RUN/data" --out "$1/$id" > /dev/null
  done
}

judge_dossiers() {
  local dossier
  for dossier in "$1"/*/; do
    echo; echo "== the shipped verifier on $dossier"
    "$MERIDIAN_NODE" "$REPOSITORY/verifier/meridian-verify.mjs" "$dossier"
  done
}
