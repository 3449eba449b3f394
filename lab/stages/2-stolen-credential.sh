# A second entrance: a person's own valid password, from an address where that person has never been.

begin_stage stolen-credential 2 hts-jump1 "$THIEF" "$STOLEN_ACCOUNT" 'A valid, stolen password used from a never-seen address'
did "login as $STOLEN_ACCOUNT at the first attempt" \
  jump1:auth "Accepted password for $STOLEN_ACCOUNT from $THIEF port " \
  jump1:tshark "\"ip_src\":[\"$THIEF\"],\"ip_dst\":[\"$JUMP\"]"
{
  sleep 1.5
  say 'sudo -l' jump1:audit 'a0="sudo" a1="-l"'
  say "ls -la .ssh" jump1:audit 'a0="ls" a1="--color=auto" a2="-la" a3=".ssh"'
  hush exit
} | from_outside "$THIEF" "$STOLEN_ACCOUNT" "$STOLEN_PASSWORD" "$JUMP" || true
end_stage
