# Looking around on the jump host with the stolen account.

begin_stage discovery 4 hts-jump1 "$THIEF" "$STOLEN_ACCOUNT" 'Looking around: who, what, which neighbours'
{
  sleep 1.5
  say 'id' jump1:audit 'argc=1 a0="id"'
  say 'whoami' jump1:audit 'argc=1 a0="whoami"'
  say 'uname -a' jump1:audit 'a0="uname" a1="-a"'
  say 'hostname' jump1:audit 'argc=1 a0="hostname"'
  say 'ip a' jump1:audit 'a0="ip" a1="a"'
  say 'ss -tlnp' jump1:audit 'a0="ss" a1="-tlnp"'
  say 'cat /etc/passwd' jump1:audit 'a0="cat" a1="/etc/passwd"'
  say 'cat /etc/hosts' jump1:audit 'a0="cat" a1="/etc/hosts"'
  say 'chronyc -n sources' jump1:audit 'a0="chronyc" a1="-n" a2="sources"'
  say 'ps aux' jump1:audit 'a0="ps" a1="aux"'
  say "last -n 5" jump1:audit 'a0="last" a1="-n" a2="5"'
  hush exit
} | from_outside "$THIEF" "$STOLEN_ACCOUNT" "$STOLEN_PASSWORD" "$JUMP" || true
end_stage
