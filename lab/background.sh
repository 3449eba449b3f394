# Ordinary work before and during the incident. Every loop has an end.

visitors() {
  local turn page
  for turn in $(seq 70); do
    case $((turn % 5)) in 0) page='status?host=hts-time1' ;; 1|3) page='' ;; 2) page=tides.txt ;; 4) page='status?host=hts-ref1' ;; esac
    in_host outside1 curl -s -m 5 -o /dev/null -A 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' \
      --interface "$VISITOR" "http://$WEB/$page" || break
    sleep 3
  done
}

# A working day in half a minute: key logins, a look at the clock, a look at a log, one typing mistake.
quiet_work() {
  from_desk 10.20.0.102 l.tamati 10.20.0.10 'uptime; sudo tail -n 2 /var/log/auth.log'
  from_desk 10.20.0.101 m.okafor 10.20.0.20 'chronyc -n tracking; sudo chronyc -n serverstats'
  sleep 3
  in_host ops1 sshpass -p 'Breakwater-7' ssh -b 10.20.0.103 "$TYPO_ACCOUNT@10.20.0.10" true >/dev/null 2>&1 || true
  sleep 2
  in_host ops1 sshpass -p "$TYPO_PASSWORD" ssh -b 10.20.0.103 "$TYPO_ACCOUNT@10.20.0.10" 'df -h /var; ls -l /var/log' >/dev/null 2>&1 || true
  from_desk 10.20.0.103 j.varga 10.20.0.30 'tail -n 2 /var/log/nginx/access.log; sudo nginx -t'
  from_desk 10.20.0.101 m.okafor 10.20.0.10 'w; ls -l'
  sleep 3
  from_desk 10.20.0.102 l.tamati 10.20.0.20 'chronyc -n sources; sudo ls -l /srv/timing'
}

# One operator looks in while the incident goes on.
quiet_work_during() {
  sleep 20; from_desk 10.20.0.102 l.tamati 10.20.0.30 'uptime; tail -n 1 /var/log/nginx/access.log'
  sleep 30; from_desk 10.20.0.103 j.varga 10.20.0.20 'chronyc -n tracking'
}

morning_after() {
  from_desk 10.20.0.102 l.tamati 10.20.0.20 'chronyc -n tracking; sudo service chrony status'
  from_desk 10.20.0.102 l.tamati 10.20.0.10 'chronyc -n sources; sudo ls -l /var/log'
}
