import assert from "node:assert/strict";
import type { Attack, Wish } from "../rig.ts";
import type { Scenario } from "../scenario.ts";
import { logIn, type Site, stat, type Vital } from "../site.ts";

type Row = readonly [
  name: string,
  on: string,
  measure: NonNullable<Attack["measure"]>,
  guard: string,
  site?: (site: Site) => void,
];

const ROWS: readonly Row[] = [
  ["root is locked", "account:root", "lock-account", "system"],
  [
    "the operator's account is locked",
    "account:harbour",
    "lock-account",
    "operator",
    (site) => logIn(site, "harbour", "203.0.113.77"),
  ],
  [
    "a service account that is a safety asset",
    "account:pump",
    "lock-account",
    "safety",
    (site) => void (site.config = { ...site.config, safety: { accounts: ["pump"] } }),
  ],
  [
    "an account on the list",
    "account:backup",
    "lock-account",
    "allowlist",
    (site) => void (site.config = { ...site.config, accounts: ["backup"] }),
  ],
  ["the operator's session is ended", "session:7", "end-session", "operator", (site) => logIn(site, "harbour", "203.0.113.77")],
  ["root's sessions are ended", "account:root", "end-session", "system"],
  [
    "all sessions of the operator's account are ended",
    "account:harbour",
    "end-session",
    "operator",
    (site) => logIn(site, "harbour", "203.0.113.77"),
  ],
  [
    "the sessions of an account on the list are ended",
    "account:backup",
    "end-session",
    "allowlist",
    (site) => void (site.config = { ...site.config, accounts: ["backup"] }),
  ],
  ["init is stopped", "process:1/5", "stop-process", "system"],
  ["the node stops itself", "process:900/777", "stop-process", "system"],
  [
    "the shell that started the node",
    "process:800/70",
    "stop-process",
    "system",
    (site) => {
      site.files.set("/proc/800/stat", stat("800", "bash", "1", "70"));
      site.files.set("/proc/900/stat", stat("900", "node", "800", "777"));
    },
  ],
  [
    "sshd",
    "process:500/50",
    "stop-process",
    "system",
    (site) => void site.files.set("/proc/500/stat", stat("500", "sshd", "1", "50")),
  ],
  [
    "the time daemon",
    "process:501/50",
    "stop-process",
    "system",
    (site) => void site.files.set("/proc/501/stat", stat("501", "chronyd", "1", "50")),
  ],
  [
    "a process that is a safety asset",
    "process:502/50",
    "stop-process",
    "safety",
    (site) => {
      site.config = { ...site.config, safety: { processes: ["valve-control"] } };
      site.files.set("/proc/502/stat", stat("502", "valve-control", "1", "50"));
    },
  ],
  [
    "a process whose name is meant to confuse",
    "process:503/50",
    "stop-process",
    "safety",
    (site) => {
      site.config = { ...site.config, safety: { processes: ["a) S 1 (b"] } };
      site.files.set("/proc/503/stat", stat("503", "a) S 1 (b", "1", "50"));
    },
  ],
  ["the parent of kernel threads", "process:2/0", "stop-process", "system"],
  [
    "quarantine of a host that is a safety asset",
    "host:harbour-1",
    "quarantine",
    "safety",
    (site) => void (site.config = { ...site.config, safety: { hosts: ["Harbour-1"] } }),
  ],
  [
    "quarantine without a management network",
    "host:harbour-1",
    "quarantine",
    "management",
    (site) => void (site.config = { ...site.config, management: [] }),
  ],
  ["quarantine while the operator is outside of the management network", "host:harbour-1", "quarantine", "operator"],
  [
    "quarantine, written in capitals, of a host on the list",
    "host:HARBOUR-1",
    "quarantine",
    "allowlist",
    (site) => void (site.config = { ...site.config, hosts: ["harbour-1"] }),
  ],
];

function vitalOf(on: string): Vital {
  const [kind = "", value = ""] = on.split(/:(.*)/s);
  return { what: "what must stay", kind: kind as Vital["kind"], value };
}

/** Accounts, sessions, processes and hosts without which nobody gets in, or somebody is in danger. */
export const NAMES: readonly Scenario[] = [
  ...ROWS.map(
    ([name, on, measure, guard, site]): Scenario => ({
      name,
      site: (given) => {
        site?.(given);
        given.vital.push(vitalOf(on));
      },
      play: async (rig) => {
        const wish: Wish = { measure };
        assert.deepEqual(await rig.attack({ on, measure }), [`refused by ${guard}`]);
        assert.deepEqual(await rig.order(on, wish), [`refused by ${guard}`]);
        assert.equal(rig.kernel.names.size, 0);
      },
    }),
  ),
  {
    name: "quarantine with the operator inside the management network is done",
    site: (site) => {
      site.environment["SSH_CONNECTION"] = "10.20.0.5 50022 192.0.2.10 22";
    },
    play: async (rig) => {
      assert.deepEqual(await rig.order("host:harbour-1", { measure: "quarantine" }), ["applied"]);
    },
  },
  {
    name: "an attacker's account, session and process are not spared",
    play: async (rig) => {
      assert.deepEqual(await rig.attack({ on: "account:guest", measure: "lock-account" }), ["applied"]);
      assert.deepEqual(await rig.attack({ on: "account:guest", measure: "end-session" }), ["applied"]);
      assert.deepEqual(await rig.attack({ on: "session:99", measure: "end-session" }), ["applied"]);
      assert.deepEqual(await rig.attack({ on: "process:4242/7", measure: "stop-process" }), ["applied"]);
    },
  },
  {
    name: "a number that was given again is another process",
    site: (site) => void site.files.set("/proc/500/stat", stat("500", "sshd", "1", "50")),
    play: async (rig) => assert.deepEqual(await rig.attack({ on: "process:500/49", measure: "stop-process" }), ["applied"]),
  },
];
