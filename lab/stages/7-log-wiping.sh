# The jump host's own logs are emptied and shredded. The site's collector holds a copy; these recordings come from there.

begin_stage log-wiping 7 hts-jump1 "$THIEF" "$NEW_ACCOUNT" "The jump host's own logs are wiped"
{
  sleep 1.5
  say 'sudo truncate -s 0 /var/log/auth.log' jump1:auth 'COMMAND=/usr/bin/truncate -s 0 /var/log/auth.log' \
    jump1:audit 'a0="truncate" a1="-s" a2="0" a3="/var/log/auth.log"'
  say 'sudo shred -u /var/log/wtmp' jump1:auth 'COMMAND=/usr/bin/shred -u /var/log/wtmp' \
    jump1:audit 'a0="shred" a1="-u" a2="/var/log/wtmp"'
  say 'sudo rm -f /var/log/btmp /var/log/lastlog' jump1:audit 'a0="rm" a1="-f" a2="/var/log/btmp" a3="/var/log/lastlog"'
  say 'history -c'
  say "rm -f /home/$NEW_ACCOUNT/.bash_history" jump1:audit "a0=\"rm\" a1=\"-f\" a2=\"/home/$NEW_ACCOUNT/.bash_history\""
  hush exit
} | from_outside "$THIEF" "$NEW_ACCOUNT" "$NEW_PASSWORD" "$JUMP" || true
end_stage
