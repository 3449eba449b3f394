# Gathers what the programs wrote, compresses it, and writes ground truth and README. Bytes are copied, never edited.

keep() {
  local source=$1 target="$OUT/logs/$2"
  mkdir -p "$(dirname "$target")"
  [ -s "$source" ] || { echo "lab: $2 would be empty" >&2; return 1; }
  case $target in
    *.gz) gzip -9 -n < "$source" > "$target" ;;
    *.zst) zstd -q -19 --no-progress < "$source" > "$target" ;;
  esac
}

keep_from() { in_host "$1" cat "$2" > "$RUN/kept"; keep "$RUN/kept" "$3"; }

collect() {
  local host address name
  OUT="$RUN/recording"
  for host in $AUDITED_HOSTS; do
    address=${INSIDE_ADDRESSES[$host]%%/*}
    keep_from hts-monitor "/var/log/collected/$address/auth.log" "$host/auth.log.gz"
    keep "$RUN/audit/$host.log" "$host/audit.log.zst"
  done
  keep_from hts-monitor "/var/log/collected/10.20.0.20/syslog.log" hts-time1/syslog.log.gz
  for host in hts-time1 hts-web1; do
    for name in tracking measurements statistics; do
      keep_from "$host" "/var/log/chrony/$name.log" "$host/chrony/$name.log.gz"
    done
  done
  keep_from hts-web1 /var/log/nginx/access.log hts-web1/nginx/access.log.gz
  keep "$RUN/tshark.ndjson" hts-monitor/tshark.ndjson.zst
  python3 -I "$LAB/truth.py" "$RUN/truth.tsv" "$LAB/README.recording.md" "$(program_versions)" "$OUT"
}

program_versions() {
  dpkg-query -W -f '${Package} ${Version}, ' auditd openssh-server sudo rsyslog chrony nginx-light tshark 2>/dev/null | sed 's/, $//'
}
