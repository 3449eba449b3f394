# The invented site: who is where. Every name and address in a recording comes from this file.
# Addresses are private or reserved for documentation (RFC 5737); login-uid ranges keep hosts apart in one kernel.

SITE_NAME='Harbour Time Service'
SITE_OFFSET='+13:00'

ALL_HOSTS='hts-jump1 hts-time1 hts-web1 hts-ref1 hts-monitor ops1 gateway outside1'
AUDITED_HOSTS='hts-jump1 hts-time1 hts-web1'

declare -A LOGIN_UID_BASE=( [hts-jump1]=41000 [hts-time1]=42000 [hts-web1]=43000 [hts-ref1]=44000 [hts-monitor]=45000 )

# Interface addresses. The monitor has one address for collecting logs and sees every frame of the switch.
declare -A INSIDE_ADDRESSES=(
  [hts-jump1]='10.20.0.10/24 192.0.2.10/24'
  [hts-time1]='10.20.0.20/24'
  [hts-web1]='10.20.0.30/24 192.0.2.30/24'
  [hts-ref1]='10.20.0.40/24'
  [hts-monitor]='10.20.0.50/24'
  [ops1]='10.20.0.101/24 10.20.0.102/24 10.20.0.103/24'
  [gateway]='10.20.0.1/24 192.0.2.1/24'
)
OUTSIDE_ADDRESSES='203.0.113.66/24 203.0.113.123/24 198.51.100.23/24 198.51.100.77/24'
OUTSIDE_GATEWAY_ADDRESSES='203.0.113.1/24 198.51.100.1/24'

# user:offset:groups — a person's uid on a host is the host's base plus the offset.
HOST_USERS='dockcam:1: m.okafor:2:timeops l.tamati:3:timeops j.varga:4:timeops'

# Passwords are part of the story and of nothing else.
WEAK_ACCOUNT='dockcam';      WEAK_PASSWORD='harbour1'
STOLEN_ACCOUNT='m.okafor';   STOLEN_PASSWORD='Spring-Tide-41'
TYPO_ACCOUNT='j.varga';      TYPO_PASSWORD='Breakwater-77'
NEW_ACCOUNT='timesync-svc';  NEW_PASSWORD='Ebb-and-Flow-9'

GUESSER='203.0.113.66'; THIEF='198.51.100.23'; DROP_BOX='203.0.113.66'; FALSE_TIME='203.0.113.123'; VISITOR='198.51.100.77'
JUMP='192.0.2.10'; WEB='192.0.2.30'; TIME='10.20.0.20'
