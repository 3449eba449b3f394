import assert from "node:assert/strict";
import { blocks, livesBy, refuses, type Scenario, waysTo } from "../scenario.ts";
import { hex4, logIn, type Site, utmp } from "../site.ts";

const AWAY = "203.0.113.77";
const GUESSER = "203.0.113.13";

/** A connection to port 22 that process `pid` of sshd holds. */
function sshConnection(
  site: Site,
  from: string,
  { pid, title, mapped = false }: { pid: number; title: string; mapped?: boolean },
): void {
  const remote = mapped ? `0000000000000000FFFF0000${hex4(from)}` : hex4(from);
  const local = mapped ? `0000000000000000FFFF0000${hex4("192.0.2.10")}` : hex4("192.0.2.10");
  const row = `   0: ${local}:0016 ${remote}:C001 01 00000000:00000000 02:00000000 00000000     0        0 ${pid}1 2 0 20 4 30 10 -1\n`;
  site.files.set(mapped ? "/proc/net/tcp6" : "/proc/net/tcp", `  sl  local_address rem_address   st\n${row}`);
  site.files.set(`/proc/${pid}/cmdline`, `${title}\u0000`);
  site.links.set(`/proc/${pid}/fd/4`, `socket:[${pid}1]`);
}

const allWays =
  (address: string): Scenario["play"] =>
  async (rig) => {
    for (const way of waysTo(address)) {
      assert.ok(
        (await rig.attack(way)).every((answer) => answer.startsWith("refused")),
        way,
      );
      assert.ok(
        (await rig.order(way)).every((answer) => answer.startsWith("refused")),
        way,
      );
    }
  };

const comesBy = (name: string, site: (site: Site) => void, address = AWAY): Scenario => ({
  name,
  site: (given) => {
    site(given);
    livesBy(given, "operator", address);
  },
  play: allWays(address),
});

/** The operator's own address and session. */
export const OPERATOR: readonly Scenario[] = [
  { name: "the session that started the node", play: allWays("198.51.100.77") },
  comesBy("SSH_CLIENT, as older shells have it", (site) => void (site.environment["SSH_CLIENT"] = `${AWAY} 50022 22`)),
  comesBy("systemd-logind's session of a member of sudo", (site) => logIn(site, "harbour", AWAY)),
  comesBy("systemd-logind's session of root", (site) => logIn(site, "root", AWAY)),
  comesBy("utmp", (site) => {
    site.files.set("/run/utmp", utmp("harbour", AWAY, 4000));
    site.files.set("/proc/4000/stat", "4000 (sshd) S 1");
  }),
  comesBy("utmp where it was before", (site) => {
    site.files.set("/var/run/utmp", utmp("harbour", AWAY, 4000));
    site.files.set("/proc/4000/stat", "4000 (sshd) S 1");
  }),
  comesBy("sshd's process that serves an administrator", (site) =>
    sshConnection(site, AWAY, { pid: 4001, title: "sshd: harbour@pts/3" }),
  ),
  comesBy("sshd-session of newer OpenSSH", (site) =>
    sshConnection(site, AWAY, { pid: 4001, title: "sshd-session: harbour@notty" }),
  ),
  comesBy("a connection to a socket of both families", (site) =>
    sshConnection(site, AWAY, { pid: 4002, title: "sshd: harbour@pts/1", mapped: true }),
  ),
  comesBy("an account that the configuration calls an operator", (site) => {
    site.config = { ...site.config, operators: ["guest"] };
    logIn(site, "guest", AWAY);
  }),
  comesBy("a second administrator beside the first", (site) => {
    logIn(site, "root", "203.0.113.70", "8");
    logIn(site, "harbour", AWAY, "9");
    livesBy(site, "the first", "203.0.113.70");
  }),
  comesBy("an operator by IPv6", (site) => logIn(site, "harbour", "2001:db8:77::5"), "2001:db8:77::5"),
  comesBy("the operator's next privacy address", (site) => logIn(site, "harbour", "2001:db8:77::5"), "2001:db8:77::dead:beef"),
  comesBy("an operator through 6to4", (site) => logIn(site, "harbour", "2002:cb00:714d::9"), "2002:cb00:714d::9"),
  {
    name: "the IPv4 end of the operator's 6to4 tunnel",
    site: (site) => {
      logIn(site, "harbour", "2002:cb00:714d::9");
      livesBy(site, "tunnel", AWAY);
    },
    play: refuses("operator", AWAY),
  },
  {
    name: "an operator logs in from inside a blocked network: the block goes",
    heals: true,
    play: async (rig) => {
      await blocks("203.0.113.0/29")(rig);
      logIn(rig.site, "harbour", "203.0.113.5");
      livesBy(rig.site, "operator", "203.0.113.5");
      await rig.look();
      await rig.pass(61_000);
      assert.ok(!rig.holds("203.0.113.0/29"));
    },
  },
  {
    name: "an operator mistypes a password and is blocked, then comes in by another way: the block goes",
    heals: true,
    play: async (rig) => {
      await blocks(AWAY)(rig);
      livesBy(rig.site, "operator", AWAY);
      logIn(rig.site, "harbour", AWAY);
      await rig.look();
      await rig.pass(61_000);
      assert.ok(!rig.holds(AWAY));
    },
  },
  {
    name: "an operator is cut off, and mistypes a password on the way back",
    site: (site) => {
      logIn(site, "harbour", AWAY);
      livesBy(site, "operator", AWAY);
    },
    play: async (rig) => {
      rig.site.files.delete("/run/systemd/sessions/7");
      await rig.look();
      await rig.pass(1_800_000);
      await rig.look();
      await refuses("operator", AWAY)(rig);
    },
  },
  {
    name: "an hour after an operator left, the address is anybody's",
    site: (site) => logIn(site, "harbour", AWAY),
    play: async (rig) => {
      rig.site.files.delete("/run/systemd/sessions/7");
      await rig.look();
      await rig.pass(3_700_000);
      await rig.look();
      await blocks(AWAY)(rig);
    },
  },
  {
    name: "a guesser of passwords is no operator for being connected",
    site: (site) => sshConnection(site, GUESSER, { pid: 4003, title: "sshd: harbour [priv]" }),
    play: blocks(GUESSER),
  },
  {
    name: "nor for giving an administrator's name",
    site: (site) => sshConnection(site, GUESSER, { pid: 4003, title: "sshd: harbour [net]" }),
    play: blocks(GUESSER),
  },
  {
    name: "an account without rights does not protect where it comes from",
    site: (site) => logIn(site, "guest", GUESSER),
    play: blocks(GUESSER),
  },
  {
    name: "a closing session protects nobody any more",
    site: (site) => void site.files.set("/run/systemd/sessions/9", `USER=harbour\nSTATE=closing\nREMOTE_HOST=${GUESSER}\n`),
    play: blocks(GUESSER),
  },
  {
    name: "utmp of a session that died",
    site: (site) => void site.files.set("/run/utmp", utmp("harbour", GUESSER, 4999)),
    play: blocks(GUESSER),
  },
  {
    name: "an attacker's reverse DNS name in a session file is no address",
    site: (site) => logIn(site, "harbour", "192.0.2.1.attacker.example"),
    play: blocks(GUESSER),
  },
  {
    name: "broken utmp hides nobody else",
    site: (site) => void site.files.set("/run/utmp", new Uint8Array(500).fill(255)),
    play: allWays("198.51.100.77"),
  },
];
