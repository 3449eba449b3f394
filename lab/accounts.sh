#!/bin/bash
# Writes a host's passwd, shadow, group and homes: accounts of the story only. Usage: accounts.sh HOST ROOT KEYS
set -euo pipefail
host=$1 root=$2 keys=$3
source "$(dirname "$0")/site.sh"
base=${LOGIN_UID_BASE[$host]:-46000}

cat "$(dirname "$0")/accounts/passwd" > "$root/etc/passwd"
cat "$(dirname "$0")/accounts/group" > "$root/etc/group"
sed 's/:.*/:*:20000:0:99999:7:::/' "$root/etc/passwd" > "$root/etc/shadow"
chmod 640 "$root/etc/shadow"; chown 0:42 "$root/etc/shadow"
sed -i -E "s/^(UID_MIN|GID_MIN).*/\1 $((base + 100))/; s/^(UID_MAX|GID_MAX).*/\1 $((base + 899))/" "$root/etc/login.defs"
[ "$base" -lt 44000 ] || exit 0

password_of() {
  case $1 in
    "$WEAK_ACCOUNT") echo "$WEAK_PASSWORD" ;;
    "$STOLEN_ACCOUNT") echo "$STOLEN_PASSWORD" ;;
    "$TYPO_ACCOUNT") echo "$TYPO_PASSWORD" ;;
  esac
}

add_user() {
  local name=$1 uid=$2 groups=$3 secret='*'
  [ -z "$(password_of "$name")" ] || secret=$(openssl passwd -6 "$(password_of "$name")")
  echo "$name:x:$uid:$uid::/home/$name:/bin/bash" >> "$root/etc/passwd"
  echo "$name:$secret:20000:0:99999:7:::" >> "$root/etc/shadow"
  echo "$name:x:$uid:" >> "$root/etc/group"
  [ -z "$groups" ] || sed -i -E "s/^($groups:.*:)(.*)$/\1\2,$name/; s/:,/:/" "$root/etc/group"
  cp -r "$root/etc/skel" "$root/home/$name"
  if [ -e "$keys/$name.pub" ]; then
    mkdir -m 700 "$root/home/$name/.ssh"; cp "$keys/$name.pub" "$root/home/$name/.ssh/authorized_keys"
    # A key that its owner left on the jump host is how the incident reaches the time server.
    [ "$host:$name" != "hts-jump1:$STOLEN_ACCOUNT" ] || cp "$keys/$name" "$root/home/$name/.ssh/id_ed25519"
  fi
  chown -R "$uid:$uid" "$root/home/$name"; chmod 750 "$root/home/$name"
}

echo "timeops:x:$((base + 90)):" >> "$root/etc/group"
for entry in $HOST_USERS; do
  IFS=: read -r name offset groups <<<"$entry"
  add_user "$name" $((base + offset)) "$groups"
done
echo "services:x:$base:$base:services of $host:/nonexistent:/usr/sbin/nologin" >> "$root/etc/passwd"
if [ "$host" = hts-web1 ]; then
  echo "htsweb:x:$((base + 50)):$((base + 50))::/srv/hts:/usr/sbin/nologin" >> "$root/etc/passwd"
  echo "htsweb:x:$((base + 50)):" >> "$root/etc/group"
  chown -R "$((base + 50)):$((base + 50))" "$root/srv/hts/www/uploads"
fi
