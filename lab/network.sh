# Wires the hosts together. Every link is created inside a namespace of ours; the machine's own network is not touched.
#
#   outside1 ── gateway ══ switch ══ hts-jump1, hts-time1, hts-web1, hts-ref1, hts-monitor, ops1

# plug HOST ADDRESS… : a cable from the switch to the host's eth0.
plug() {
  local host=$1; shift
  in_net switch ip link add "p-$host" type veth peer name eth0 netns "${HOST_PID[$host]}"
  in_net switch ip link set "p-$host" master br0 up
  raise_link "$host" eth0 "$@"
}

raise_link() {
  local host=$1 link=$2 address; shift 2
  for address in "$@"; do in_net "$host" ip addr add "$address" dev "$link"; done
  in_net "$host" ip link set "$link" up
}

wire_site() {
  local host
  for host in switch $ALL_HOSTS; do in_net "$host" ip link set lo up; done
  # No learning and no ageing: the switch floods like a hub, so the monitor's port is a mirror of all ports.
  in_net switch ip link add br0 type bridge ageing_time 0 mcast_snooping 0
  in_net switch ip link set br0 up
  for host in "${!INSIDE_ADDRESSES[@]}"; do
    # shellcheck disable=SC2086  # a list of addresses
    plug "$host" ${INSIDE_ADDRESSES[$host]}
  done
  wire_outside
}

wire_outside() {
  local host
  in_net gateway ip link add eth1 type veth peer name eth0 netns "${HOST_PID[outside1]}"
  # shellcheck disable=SC2086  # lists of addresses
  { raise_link gateway eth1 $OUTSIDE_GATEWAY_ADDRESSES; raise_link outside1 eth0 $OUTSIDE_ADDRESSES; }
  in_net gateway sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
  in_net outside1 ip route add default via 203.0.113.1
  for host in hts-jump1 hts-web1; do in_net "$host" ip route add default via 192.0.2.1 src "$(public_address "$host")"; done
  for host in hts-time1 ops1; do in_net "$host" ip route add default via 10.20.0.1; done
}

public_address() { tr ' ' '\n' <<<"${INSIDE_ADDRESSES[$1]}" | sed -n 's|^\(192\.0\.2\.[0-9]*\)/24$|\1|p'; }
