#!/bin/bash
# First process of a host: builds the host's own file system in memory, moves into it, and waits.
# The machine's /usr is shared read-only; everything else a program in the host can see was made here.
set -euo pipefail
host=$1 run=$2 lab=$3
source "$lab/site.sh"
root="$run/root-$host"

# What the story needs on two of the hosts: the flawed test service, and five megabytes of "timing settings".
install_story_files() {
  case $host in
    hts-web1) install -m 755 "$lab/service/harbour_status.py" opt/hts/bin/ ;;
    hts-time1)
      mkdir -p srv/timing
      local name
      for name in leap-table offsets station-keys; do head -c 1700000 /dev/urandom > "srv/timing/$name.bin"; done ;;
  esac
}

mkdir -p "$root"
mount -t tmpfs -o mode=755,size=256m hts "$root"
cd "$root"
mkdir -p usr etc/{ssh,pam.d,chrony,nginx,default} var/{log/{chrony,nginx},lib/{chrony,nginx,rsyslog},tmp,spool,mail} \
  home root run/{sshd,chrony,lock} tmp srv opt/hts/bin dev/pts proc sys old
chmod 1777 tmp var/tmp; chmod 700 root
ln -s usr/bin bin; ln -s usr/sbin sbin; ln -s usr/lib lib; ln -s usr/lib64 lib64; ln -s /run var/run

mount --bind /usr usr
mount -t tmpfs -o ro,size=4k none usr/local        # local additions of the machine are no part of the story
mount -o remount,bind,ro usr
mount -t proc proc proc

mount -t tmpfs -o mode=755,size=64k dev dev
for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
  IFS=: read -r name major minor <<<"$node"; mknod -m 666 "dev/$name" c "$major" "$minor"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,gid=5,mode=620,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx; ln -s /proc/self/fd dev/fd; ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr

# Distribution files that programs need, and nothing that describes this machine.
cp -a /etc/{alternatives,ld.so.cache,ld.so.conf,ld.so.conf.d,nsswitch.conf,services,protocols,login.defs,skel,security,debian_version,init.d} etc/
rm -f etc/security/opasswd
cp -a /etc/nginx/mime.types etc/nginx/
cp -r --no-preserve=ownership "$lab/host-files/common/." .
[ -d "$lab/host-files/$host" ] && cp -r --no-preserve=ownership "$lab/host-files/$host/." .
chmod 755 opt/hts/bin/*; chmod 440 etc/sudoers
bash "$lab/accounts.sh" "$host" "$root" "$run/keys/people"

cp "$run/keys/known_hosts" etc/ssh/ssh_known_hosts
if [ -e "$run/keys/hosts/$host" ]; then
  install -m 600 "$run/keys/hosts/$host" etc/ssh/ssh_host_ed25519_key
  install -m 644 "$run/keys/hosts/$host.pub" etc/ssh/ssh_host_ed25519_key.pub
fi
# The operators' desk holds every operator's own key.
[ "$host" != ops1 ] || install -D -m 600 -t root/.ssh "$run"/keys/people/*

echo "$host" > etc/hostname
hostname "$host"
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
zic -d etc/zone - <<<'Zone Harbour 13:00 - HTST' && mv etc/zone/Harbour etc/localtime && rm -r etc/zone
chown 102:105 var/lib/chrony var/log/chrony run/chrony; chmod 750 run/chrony
install_story_files
touch var/log/{wtmp,btmp,lastlog} run/utmp etc/resolv.conf
chown 0:43 var/log/{wtmp,btmp,lastlog} run/utmp; chmod 664 var/log/wtmp run/utmp; chmod 660 var/log/btmp

pivot_root . old
cd /
touch "/old$run/$host.ready"
exec </dev/null >/dev/null 2>&1
umount -l /old; rmdir /old
# Reaps orphans until the whole host is ended from outside.
exec env -i PATH=/usr/sbin:/usr/bin setpriv --bounding-set=-sys_time bash -c 'while :; do sleep 3600 & wait $!; done'
