import assert from "node:assert/strict";
import { blocks, livesBy, refuses, type Scenario, waysTo } from "../scenario.ts";
import type { Site } from "../site.ts";

type Policy = "approve" | "refuse";

/** A network of many people, whose addresses in use are vital. */
function shared(at: string, policy: Policy, ...inUse: readonly string[]) {
  return (site: Site) => {
    site.config = { ...site.config, shared: [...(site.config.shared ?? []), { at, why: "many people", policy }] };
    livesBy(site, "people behind it", ...inUse);
  };
}

const row = (name: string, at: string, policy: Policy, attacked: string): Scenario => ({
  name,
  site: shared(at, policy, attacked.split("/")[0] ?? ""),
  play: refuses("shared", attacked),
});

/** A content network or reverse proxy in front of everybody. */
export const CDN: readonly Scenario[] = [
  row("an attack through it, IPv4", "203.0.113.64/26", "approve", "203.0.113.66"),
  row("one that is never blocked", "203.0.113.64/26", "refuse", "203.0.113.66"),
  row("its first address", "203.0.113.64/26", "refuse", "203.0.113.64"),
  row("its last address", "203.0.113.64/26", "refuse", "203.0.113.127"),
  row("a network inside", "203.0.113.0/24", "refuse", "203.0.113.64/28"),
  row("the network around it", "198.19.64.64/26", "refuse", "198.19.64.0/24"),
  row("all of it", "203.0.113.0/24", "refuse", "203.0.113.0/24"),
  row("IPv6", "2001:db8:cd::/48", "refuse", "2001:db8:cd:1::7"),
  row("a /64 inside", "2001:db8:cd::/48", "approve", "2001:db8:cd:1::/64"),
  row("carried by 6to4", "203.0.113.64/26", "refuse", "2002:cb00:7142::1"),
  {
    name: "the address beside it is nobody's",
    site: shared("203.0.113.64/26", "refuse", "203.0.113.64"),
    play: blocks("203.0.113.63", "203.0.113.128"),
  },
  {
    name: "an undeclared proxy that carries most of what is live",
    site: (site) => {
      site.flows = [
        ...new Array<string>(80).fill("203.0.113.180"),
        ...Array.from({ length: 20 }, (_, index) => `198.18.1.${index}`),
      ];
      livesBy(site, "proxy", "203.0.113.180");
    },
    play: async (rig) => assert.deepEqual(await rig.attack("203.0.113.180"), ["awaiting"]),
  },
];

/** Many customers behind few addresses. */
export const NAT: readonly Scenario[] = [
  row("carrier-grade NAT", "100.64.0.0/10", "refuse", "100.64.9.9"),
  row("its far end", "100.64.0.0/10", "refuse", "100.127.255.254"),
  row("a network inside carrier-grade NAT", "100.64.0.0/10", "refuse", "100.100.0.0/24"),
  row("a university's one address", "203.0.113.30", "approve", "203.0.113.30"),
  row("a hotel's pool", "203.0.113.32/29", "approve", "203.0.113.35"),
  row("through NAT64", "203.0.113.32/29", "refuse", "64:ff9b::cb00:7123"),
  row("through Teredo, whose client address is inverted", "203.0.113.32/29", "refuse", "2001:0:5db8:1::34ff:8edc"),
  {
    name: "a pool inside a network that is ordered",
    site: shared("198.19.65.32/29", "approve", "198.19.65.33"),
    play: refuses("shared", "198.19.65.0/25"),
  },
  {
    name: "a pool of many addresses, each with its share of what is live",
    site: (site) => {
      site.flows = Array.from({ length: 100 }, (_, index) => `198.19.66.${index}`);
      livesBy(site, "customers", "198.19.66.50");
    },
    play: async (rig) => {
      assert.deepEqual(await rig.attack("198.19.66.0/24"), ["awaiting"]);
      assert.deepEqual(await rig.order("198.19.66.0/24"), ["refused by live-flows"]);
    },
  },
  {
    name: "the same pool, address by address: the share is summed",
    site: (site) => void (site.flows = Array.from({ length: 100 }, (_, index) => `198.19.66.${index}`)),
    play: async (rig) => {
      const answers: string[] = [];
      for (let index = 0; index < 60; index++) answers.push(...(await rig.attack(`198.19.66.${index}`)));
      assert.deepEqual([answers[0], answers.at(-1)], ["applied", "refused by live-flows"]);
      assert.equal(rig.kernel.held().length, 34);
    },
  },
];

/** IPv6: addresses are free, networks are people. */
export const IPV6: readonly Scenario[] = [
  { name: "an attacker's whole /64 is blocked", play: blocks("2001:db8:bad:1::/64") },
  {
    name: "a /56 is too wide for a playbook",
    play: async (rig) => assert.deepEqual(await rig.attack("2001:db8:bad::/56"), ["refused by prefix-length"]),
  },
  { name: "a /31 is too wide for anybody", play: refuses("prefix-length", "3ffe:db8::/31") },
  { name: "the /64 of this machine", play: refuses("gateway", "2001:db8:1::/64") },
  { name: "everything", play: refuses("special-address", "::/0") },
  { name: "everything of IPv4", play: refuses("special-address", "0.0.0.0/0") },
  { name: "half of IPv4, with this machine in it", play: refuses("special-address", "128.0.0.0/1") },
  { name: "all global addresses", play: refuses("special-address", "2000::/3") },
  {
    name: "everything of IPv4 in the guise of IPv6",
    play: async (rig) => assert.ok(!(await rig.order("::ffff:0:0/96")).includes("applied")),
  },
  { name: "all of 6to4", play: async (rig) => assert.ok(!(await rig.order("2002::/16")).includes("applied")) },
  { name: "6to4 of the network with the gateway", play: refuses("gateway", "2002:c000:200::/40") },
  { name: "all of NAT64", play: async (rig) => assert.ok(!(await rig.order("64:ff9b::/96")).includes("applied")) },
  {
    name: "the NAT64 of a private operator",
    play: async (rig) => assert.ok(!(await rig.order("64:ff9b:1::c000:201")).includes("applied")),
  },
  { name: "all of Teredo", play: async (rig) => assert.ok(!(await rig.order("2001::/32")).includes("applied")) },
  { name: "a neighbour's router by link-local address", play: refuses("special-address", "fe80::dead") },
  { name: "all link-local addresses", play: refuses("special-address", "fe80::/64") },
  {
    name: "IPv4-compatible, as nobody writes it any more",
    play: async (rig) => assert.ok(!(await rig.order("::c000:201")).includes("applied")),
  },
  {
    name: "many addresses of one /64: each is one address of the budget",
    play: async (rig) => {
      for (let index = 0; index < 20; index++) await rig.attack(`2001:db8:bad:2::${index.toString(16)}1`);
      assert.equal(rig.kernel.held().length, 20);
    },
  },
  {
    name: "a customer's other subnets stay",
    site: (site) => livesBy(site, "customer", "2001:db8:bad:2::1"),
    play: blocks("2001:db8:bad:1::/64"),
  },
];

const spoof = (name: string, ...on: readonly string[]): Scenario => ({
  name,
  site: (site) => livesBy(site, "who was named by a forger", ...on.map((text) => text.split("/")[0] ?? "")),
  play: async (rig) => {
    const flood = on.map((one) => ({ on: one, reachability: "spoofable" as const }));
    assert.ok((await rig.attack(...flood)).every((answer) => answer === "refused by spoofable"));
    assert.equal(rig.kernel.held().length, 0);
  },
});

/** Whoever can forge a source can have somebody else blocked. */
export const SPOOFED: readonly Scenario[] = [
  spoof("a UDP flood in the name of a customer", "203.0.113.8"),
  spoof("in the name of a bank", "198.51.100.200"),
  spoof("in the name of a public resolver", "198.18.53.53"),
  spoof("IPv6", "2001:db8:8::8"),
  spoof("in the name of a whole network", "198.19.67.0/24"),
  spoof("of a /64", "2001:db8:8::/64"),
  spoof(
    "lone SYNs from a thousand addresses",
    ...Array.from({ length: 1000 }, (_, index) => `198.19.${index >> 8}.${index & 255}`),
  ),
  ...[
    ["in the name of the gateway", "gateway", "192.0.2.1"],
    ["in the name of the name server", "resolver", "192.0.2.53"],
    ["in the name of the time source", "time-source", "198.51.100.123"],
    ["in the name of this machine", "own-address", "192.0.2.10"],
    ["in the name of the operator", "operator", "198.51.100.77"],
  ].map(
    ([name = "", guard = "", on = ""]): Scenario => ({
      name,
      play: async (rig) => {
        assert.deepEqual(await rig.attack({ on, reachability: "spoofable" }), [`refused by ${guard}`]);
        assert.deepEqual(await rig.order(on, { spoofableOk: true }), [`refused by ${guard}`]);
      },
    }),
  ),
  {
    name: "a person who accepts a forgeable source still reaches nothing that is protected, by any way",
    play: async (rig) => {
      for (const way of waysTo("192.0.2.53")) assert.ok(!(await rig.order(way, { spoofableOk: true })).includes("applied"), way);
    },
  },
];
