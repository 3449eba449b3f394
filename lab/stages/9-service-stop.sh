# The time service is stopped.

begin_stage service-stop 9 hts-time1 "$THIEF" "$STOLEN_ACCOUNT" 'The time service is stopped'
{
  sleep 1.5
  PACE=2 hush "sudo ssh -i /home/$STOLEN_ACCOUNT/.ssh/id_ed25519 $STOLEN_ACCOUNT@$TIME"
  PACE=3 say 'sudo service chrony stop' time1:auth 'COMMAND=/usr/sbin/service chrony stop' \
    time1:syslog 'chronyd exiting' time1:audit 'a0="start-stop-daemon" a1="--stop"'
  hush exit
  hush exit
} | from_outside "$THIEF" "$NEW_ACCOUNT" "$NEW_PASSWORD" "$JUMP" || true
end_stage
