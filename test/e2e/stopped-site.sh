#!/bin/bash
# A small site for test/e2e/stopped.test.ts: a host with a real sshd, a guesser in a network namespace of its own, and between them nothing
# but what the enforcer puts into the kernel. Runs inside `unshare --net --mount --pid --fork --kill-child`; nothing outside is touched.
# Usage: stopped-site.sh FOLDER NODE act|rehearse MAIN, the file of the command line
set -euo pipefail
folder=$1 node=$2 mode=$3 main=$4
repository=$(cd "$(dirname "$0")/../.." && pwd)
GUESSER=203.0.113.66 HOST=192.0.2.10

until_true() { local turn; for turn in $(seq 300); do "$@" >/dev/null 2>&1 && return 0; sleep 0.05; done; echo "gave up on: $*" >&2; return 1; }

# The host's accounts are the story's, not this machine's.
mount -t proc proc /proc
printf 'root:x:0:0::/root:/bin/sh\nsshd:x:74:74::/run/sshd:/usr/sbin/nologin\ndockcam:x:41001:41001::/:/bin/sh\n' > "$folder/passwd"
printf 'root:x:0:\nsshd:x:74:\ndockcam:x:41001:\n' > "$folder/group"
printf 'root:*:20000:0:99999:7:::\nsshd:*:20000:0:99999:7:::\ndockcam:%s:20000:0:99999:7:::\n' "$(openssl passwd -6 harbour1)" > "$folder/shadow"
chmod 644 "$folder/passwd" "$folder/group"
for name in passwd group shadow; do mount --bind "$folder/$name" "/etc/$name"; done
mount -t tmpfs -o mode=755 run /run
mkdir /run/sshd

ip link set lo up
unshare --net sleep 100 & outside=$!
until_true sh -c "[ \"\$(readlink /proc/$outside/ns/net)\" != \"\$(readlink /proc/self/ns/net)\" ]"
in_outside() { nsenter -t "$outside" -n -- "$@"; }
ip link add eth0 type veth peer name eth0 netns "$outside"
ip addr add "$HOST/24" dev eth0; ip link set eth0 up
in_outside ip addr add "$GUESSER/24" dev eth0; in_outside ip link set eth0 up; in_outside ip link set lo up
ip route add 203.0.113.0/24 dev eth0; in_outside ip route add 192.0.2.0/24 dev eth0

# A real sshd; what it says gets the time, host and name that a syslog daemon would give it.
ssh-keygen -q -t ed25519 -N '' -f "$folder/host-key"
cat > "$folder/sshd_config" <<CONFIG
HostKey $folder/host-key
PasswordAuthentication yes
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
StrictModes no
PidFile none
MaxStartups 50
CONFIG
touch "$folder/auth.log"
{ /usr/sbin/sshd -D -e -f "$folder/sshd_config" 2>&1 | while IFS= read -r line; do
    printf '%(%b %e %T)T hts-jump1 sshd[411]: %s\n' -1 "${line%$'\r'}" >> "$folder/auth.log"
  done; } &
until_true sh -c "ss -ltn | grep -q ':22 '"

# The enforcer has one capability, the node none that matters here.
mkdir -p /run/meridian
setpriv --bounding-set=-all,+net_admin --inh-caps=-all,+net_admin "$node" "$repository/src/enforcer/main.ts" \
  --socket /run/meridian/socket --roles nft > "$folder/enforcer.log" 2>&1 & enforcer=$!
until_true test -S /run/meridian/socket

cat > "$folder/meridian.yaml" <<CONFIG
respond:
  mode: $mode
  enforcer: /run/meridian/socket
  playbooks: [$repository/packs/playbooks/ssh_guessing.yml]
CONFIG
NO_COLOR=1 "$node" "$main" watch "$folder/auth.log" --follow --utc-offset +00:00 --data "$folder/data" \
  --config "$folder/meridian.yaml" > "$folder/watch.out" 2> "$folder/watch.err" & watch=$!
until_true test -S "$folder/data/respond.sock"

guess() {
  in_outside timeout 10 sshpass -p "$2" ssh -F none -b "$GUESSER" -o ConnectTimeout=2 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
    -o PreferredAuthentications=password -o NumberOfPasswordPrompts=1 "$1@$HOST" true >> "$folder/guesser.log" 2>&1
}
refused() { [ "$(grep -c 'Failed password' "$folder/auth.log")" -ge "$1" ]; }

# Ten are counted; on a busy machine one may be lost to its time-out, so there are some to spare.
for password in 123456 password admin operator harbour Harbour letmein time ntp qwerty tide port pilot; do
  refused 10 || guess dockcam "$password" || true
done
until_true refused 10
[ "$mode" = rehearse ] || until_true sh -c "nft list table inet meridian | grep -q $GUESSER"
nft list table inet meridian > "$folder/held.txt" 2>&1 || true
if guess dockcam harbour1; then echo in > "$folder/outcome"; else echo out > "$folder/outcome"; fi
nft list table inet meridian > "$folder/held-after.txt" 2>&1 || true
# Taken back by a person when it is over, so that what was held back is stated.
NO_COLOR=1 "$node" "$main" unblock "$GUESSER" --data "$folder/data" --person 'A. Operator' --reason 'the exercise is over' \
  > "$folder/unblock.out" 2>&1 || true
kill -INT "$watch"; wait "$watch" || true
kill -TERM "$enforcer"; wait "$enforcer" || true
