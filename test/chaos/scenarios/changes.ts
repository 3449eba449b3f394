import assert from "node:assert/strict";
import type { Rig } from "../rig.ts";
import { blocks, livesBy, refuses, type Scenario, SMALL, STRANGER } from "../scenario.ts";

const PARTNER = "203.0.113.9";
const DAY_MS = 86_400_000;
const allow = (...places: readonly string[]) => ({ allow: places.map((at) => ({ at, why: "partner" })) });

/** `held` is blocked; then the list names `listed`; in the end `held` is free. */
const freed = (
  name: string,
  held: string,
  listed: string,
  after: (rig: Rig) => Promise<void> = async (rig) => rig.look(),
): Scenario => ({
  name,
  heals: true,
  play: async (rig) => {
    await blocks(held)(rig);
    livesBy(rig.site, "partner", listed.split("/")[0] ?? "");
    rig.edit(allow(listed));
    await after(rig);
    await rig.pass(61_000);
    assert.ok(!rig.holds(held), `${held} is held against the list`);
    assert.deepEqual(
      (await rig.attack(held)).filter((answer) => answer === "applied"),
      [],
    );
  },
});

/** The list is edited while a decision is on its way. */
export const EDIT_RACE: readonly Scenario[] = [
  freed("an address is listed while it is held", PARTNER, PARTNER),
  freed("a network is listed around what is held", PARTNER, "203.0.113.8/29"),
  freed("an address is listed inside a network that is held", "203.0.113.8/29", PARTNER),
  freed("IPv6", "2001:db8:9::9", "2001:db8:9::/64"),
  freed("an IPv6 address inside a held /64", "2001:db8:9::/64", "2001:db8:9::9"),
  freed("IPv4 is listed while its 6to4 address is held", "2002:cb00:7109::1", PARTNER),
  freed("and before anybody looks, the node is restarted", PARTNER, PARTNER, (rig) => rig.restart()),
  freed("and the machine is rebooted", PARTNER, PARTNER, (rig) => rig.restart("lost")),
  freed("and the clock steps at once", PARTNER, PARTNER, async (rig) => {
    rig.step(-3_600_000);
    await rig.look();
  }),
  freed("and somebody orders the same block again", PARTNER, PARTNER, async (rig) => {
    await rig.order(PARTNER, { hours: 9 });
    await rig.look();
  }),
  {
    name: "the list changes after the node decided and before the enforcer acts",
    play: async (rig) => {
      rig.edit(allow(PARTNER));
      livesBy(rig.site, "partner", PARTNER);
      assert.deepEqual(await rig.attack(PARTNER), ["refused by allowlist"]);
    },
  },
  {
    name: "a person orders in the same moment",
    play: async (rig) => {
      rig.edit(allow(PARTNER));
      livesBy(rig.site, "partner", PARTNER);
      assert.deepEqual(await rig.order(PARTNER), ["refused by allowlist"]);
    },
  },
  {
    name: "a list with one line that cannot be read keeps the others",
    play: async (rig) => {
      rig.edit(allow("203.0.113.999", PARTNER, ""));
      livesBy(rig.site, "partner", PARTNER);
      await rig.look();
      await refuses("allowlist", PARTNER)(rig);
    },
  },
  {
    name: "a name on the list moves to another address",
    site: (site) => {
      site.names.set("partner.example", [PARTNER]);
      site.config = { ...site.config, ...allow("partner.example") };
    },
    play: async (rig) => {
      await refuses("allowlist", PARTNER)(rig);
      rig.site.names.set("partner.example", ["203.0.113.10"]);
      livesBy(rig.site, "partner", "203.0.113.10");
      await rig.pass(301_000);
      await rig.look();
      await refuses("allowlist", "203.0.113.10")(rig);
    },
  },
  {
    name: "the name server falls silent: what it told stays protected",
    play: async (rig) => {
      rig.site.names.clear();
      for (let round = 0; round < 5; round++) {
        await rig.pass(301_000);
        await rig.look();
      }
      await refuses("time-source", "203.0.113.123")(rig);
    },
  },
  {
    name: "a pool gives other addresses: the earlier ones stay protected, for chrony still asks them",
    play: async (rig) => {
      rig.site.names.set("pool.time.example", ["203.0.113.140"]);
      livesBy(rig.site, "time source", "203.0.113.140");
      await rig.pass(301_000);
      await rig.look();
      await refuses("time-source", "203.0.113.123")(rig);
      await refuses("time-source", "203.0.113.140")(rig);
    },
  },
  {
    name: "an entry goes: what it protected may be blocked then",
    site: (site) => void (site.config = { ...site.config, ...allow(PARTNER) }),
    play: async (rig) => {
      await refuses("allowlist", PARTNER)(rig);
      rig.edit(allow());
      await rig.look();
      assert.deepEqual(await rig.order(PARTNER), ["applied"]);
    },
  },
  {
    name: "the gateway moves to an address that is held",
    heals: true,
    play: async (rig) => {
      await blocks("192.0.2.99")(rig);
      rig.site.files.set(
        "/proc/net/arp",
        "IP address HW type Flags HW address Mask Device\n192.0.2.1 0x1 0x2 02:00:00:00:00:01 * eth0\n192.0.2.99 0x1 0x2 02:00:00:00:00:01 * eth0\n",
      );
      livesBy(rig.site, "gateway", "192.0.2.99");
      await rig.look();
      await rig.pass(61_000);
      assert.ok(!rig.holds("192.0.2.99"));
    },
  },
  {
    name: "the name server changes to an address that is held",
    heals: true,
    play: async (rig) => {
      await blocks("203.0.113.53")(rig);
      rig.site.files.set("/etc/resolv.conf", "nameserver 203.0.113.53\n");
      livesBy(rig.site, "name server", "203.0.113.53");
      await rig.look();
      await rig.pass(61_000);
      assert.ok(!rig.holds("203.0.113.53"));
    },
  },
  {
    name: "this machine is given an address that is held",
    heals: true,
    play: async (rig) => {
      await blocks("198.18.7.7")(rig);
      rig.site.interfaces["wg0"] = [{ address: "198.18.7.7", family: "IPv4" } as never];
      livesBy(rig.site, "own", "198.18.7.7");
      await rig.look();
      await rig.pass(61_000);
      assert.ok(!rig.holds("198.18.7.7"));
    },
  },
];

/** A block for an hour is put, the wall clock steps, an hour passes: it is over, and nothing vital was hit. */
const stepped = (name: string, ms: number): Scenario => ({
  name,
  play: async (rig) => {
    await blocks("203.0.113.20")(rig);
    rig.step(ms);
    await rig.look();
    await rig.pass(61_000);
    await refuses("gateway", "192.0.2.1")(rig);
    await refuses("operator", "198.51.100.77")(rig);
    await rig.pass(2 * 3_600_000 + Math.max(0, -ms) / 1000);
    assert.ok(!rig.holds("203.0.113.20"), "an hour's block outlives two");
  },
});

/** A block for an hour is held when the clock is set, looks of the reconciler go by, and it ends after its hour: no sooner, no later. */
const heldThrough = (name: string, ...stepsMs: readonly number[]): Scenario => ({
  name,
  play: async (rig) => {
    await blocks("203.0.113.23", "203.0.113.40/29")(rig);
    const isHeld = () => rig.holds("203.0.113.23") && rig.holds("203.0.113.40/29");
    for (const ms of stepsMs) {
      rig.step(ms);
      await rig.pass(130_000);
      assert.ok(isHeld(), `held after a step of ${ms} ms`);
    }
    await rig.pass(3_500_000 - 130_000 * stepsMs.length);
    assert.ok(isHeld(), "an hour is not over");
    // Somebody else's flush is repaired for what is left, not for an hour by the clock that was set.
    rig.kernel.flush();
    await rig.pass(10_000);
    assert.ok(isHeld(), "put back");
    await rig.pass(100_000);
    assert.deepEqual(rig.kernel.held(), [], "an hour is over");
    assert.equal(rig.responder.status().intended, 0, "and stated so");
  },
});

/** Clocks that jump. Budgets and kernel timeouts run on one that does not. */
export const CLOCK: readonly Scenario[] = [
  stepped("a second forward", 1000),
  stepped("an hour forward", 3_600_000),
  stepped("a day forward", DAY_MS),
  stepped("ten years forward", 3650 * DAY_MS),
  stepped("a second back", -1000),
  stepped("an hour back", -3_600_000),
  stepped("a day back", -DAY_MS),
  stepped("to 1970", -Date.parse("2026-11-22T12:00:00Z") + 1000),
  heldThrough("six hours forward while a block is held", 6 * 3_600_000),
  heldThrough("six hours back while a block is held", -6 * 3_600_000),
  heldThrough("a leap second while a block is held", 1000, -1000),
  heldThrough("forward and back again while a block is held", 6 * 3_600_000, -12 * 3_600_000, 6 * 3_600_000),
  {
    name: "a storm cannot buy a new budget with a step forward",
    limits: SMALL,
    play: async (rig) => {
      for (let index = 0; index < 110; index++) await rig.attack(`198.19.${index >> 8}.${index & 255}`);
      const held = rig.kernel.held().length;
      rig.step(DAY_MS / 24);
      await rig.attack("198.20.0.1");
      assert.equal(held, 100);
      assert.ok(!rig.holds("198.20.0.1"));
    },
    blocksAfter: false,
  },
  {
    name: "nor with a step back",
    limits: SMALL,
    play: async (rig) => {
      for (let index = 0; index < 101; index++) await rig.attack(`198.19.${index >> 8}.${index & 255}`);
      rig.step(-DAY_MS);
      await rig.attack("198.20.0.1");
      assert.ok(!rig.holds("198.20.0.1"));
    },
    blocksAfter: false,
  },
  {
    name: "a budget that was used up comes back when a minute has really passed",
    limits: SMALL,
    play: async (rig) => {
      for (let index = 0; index < 100; index++) await rig.attack(`198.19.${index >> 8}.${index & 255}`);
      rig.step(-DAY_MS);
      await rig.pass(62_000);
      await blocks("198.20.0.1")(rig);
    },
  },
  {
    name: "a step forward makes no block endless",
    play: async (rig) => {
      rig.step(400 * DAY_MS);
      await blocks("203.0.113.21")(rig);
      rig.step(-400 * DAY_MS);
      await rig.pass(2 * 3_600_000);
      assert.ok(!rig.holds("203.0.113.21"));
    },
  },
  {
    name: "a step between decision and enforcement, many times",
    play: async (rig) => {
      for (const ms of [5000, -5000, DAY_MS, -DAY_MS, 1, -1]) {
        rig.step(ms);
        assert.deepEqual(await rig.order("192.0.2.53"), ["refused by resolver"]);
      }
    },
  },
];

const local = (name: string, at: string): Scenario => ({
  name,
  play: async (rig) => {
    rig.step(Date.parse(at) - rig.wallMs);
    await blocks("203.0.113.22")(rig);
    await rig.pass(1_800_000);
    assert.ok(rig.holds("203.0.113.22"), "half an hour is no hour");
    await rig.pass(1_900_000);
    assert.ok(!rig.holds("203.0.113.22"), "an hour is over");
    await refuses("time-source", "198.51.100.123")(rig);
  },
});

/** Local time jumps; time in milliseconds since 1970 does not, whatever a zone does. */
export const DST: readonly Scenario[] = [
  local("into summer time, 2026 in the north", "2026-03-29T00:45:00Z"),
  local("out of summer time, 2026 in the north", "2026-10-25T00:45:00Z"),
  local("into summer time in the south", "2026-09-26T13:45:00Z"),
  local("out of summer time in the south", "2026-04-04T13:45:00Z"),
  local("the turn of the year", "2026-12-31T23:45:00Z"),
  local("a leap day", "2028-02-29T23:45:00Z"),
  local("the end of 32-bit seconds", "2038-01-19T02:59:00Z"),
  heldThrough("a host that keeps local time turns its clock an hour forward", 3_600_000),
  heldThrough("a host that keeps local time turns its clock an hour back", -3_600_000),
];

/** The node dies and comes back. */
export const RESTART: readonly Scenario[] = [
  {
    name: "what is protected is known again before the first order",
    play: async (rig) => (await rig.restart(), refuses("gateway", "192.0.2.1")(rig)),
  },
  { name: "after a reboot too", play: async (rig) => (await rig.restart("lost"), refuses("resolver", "192.0.2.53")(rig)) },
  {
    name: "what was held is held again after a reboot",
    play: async (rig) => {
      await blocks("203.0.113.30", "203.0.113.32/29")(rig);
      await rig.restart("lost");
      assert.ok(rig.holds("203.0.113.30") && rig.holds("203.0.113.32/29"));
    },
  },
  {
    name: "what became vital while the node was down is not put back",
    play: async (rig) => {
      await blocks("203.0.113.31")(rig);
      rig.stop();
      rig.kernel.flush();
      rig.site.files.set("/etc/resolv.conf", "nameserver 203.0.113.31\n");
      livesBy(rig.site, "name server", "203.0.113.31");
      await rig.restart("lost");
      await rig.pass(61_000);
      assert.ok(!rig.holds("203.0.113.31"));
    },
  },
  {
    name: "what became vital while the node was down, and is still in the kernel, goes",
    heals: true,
    play: async (rig) => {
      await blocks("203.0.113.31")(rig);
      rig.site.files.set("/etc/resolv.conf", "nameserver 203.0.113.31\n");
      livesBy(rig.site, "name server", "203.0.113.31");
      await rig.restart();
      assert.ok(!rig.holds("203.0.113.31"));
    },
  },
  {
    name: "somebody else put a vital address into our table while the node was down",
    heals: true,
    play: async (rig) => {
      rig.stop();
      rig.kernel.run("add element inet meridian b4 { 192.0.2.1 timeout 3600000ms }");
      await rig.restart();
      assert.ok(!rig.holds("192.0.2.1"));
    },
  },
  {
    name: "or a network that holds one",
    heals: true,
    play: async (rig) => {
      rig.stop();
      rig.kernel.run("add element inet meridian b4_24 { 192.0.2.0 timeout 3600000ms }");
      await rig.restart();
      assert.ok(!rig.holds("192.0.2.0/24"));
    },
  },
  {
    name: "somebody else does so while it runs",
    heals: true,
    play: async (rig) => {
      rig.kernel.run("add element inet meridian b4 { 198.51.100.77 timeout 3600000ms }");
      await rig.pass(61_000);
      assert.ok(!rig.holds("198.51.100.77"));
    },
  },
  {
    name: "ten restarts in a row",
    play: async (rig) => {
      await blocks("203.0.113.33")(rig);
      for (let round = 0; round < 10; round++) await rig.restart(round % 2 === 0 ? "kept" : "lost");
      assert.ok(rig.holds("203.0.113.33"));
      await refuses("operator", "198.51.100.77")(rig);
    },
  },
  {
    name: "what ran out while the node was down stays away",
    play: async (rig) => {
      await blocks("203.0.113.34")(rig);
      rig.stop();
      rig.wallMs += 3 * 3_600_000;
      rig.monotonicMs += 3 * 3_600_000;
      await rig.restart("lost");
      assert.ok(!rig.holds("203.0.113.34"));
    },
  },
  {
    name: "from another place: the operator's new session counts",
    play: async (rig) => {
      rig.site.environment["SSH_CONNECTION"] = "203.0.113.78 50022 192.0.2.10 22";
      livesBy(rig.site, "operator", "203.0.113.78");
      rig.site.vital = rig.site.vital.filter(({ value }) => value !== "198.51.100.77");
      await rig.restart();
      await refuses("operator", "203.0.113.78")(rig);
    },
  },
  {
    name: "without a name server: what the files name by address is protected all the same",
    site: (site) => site.names.clear(),
    play: async (rig) => {
      rig.site.vital = rig.site.vital.filter(({ value }) => value !== "203.0.113.123" && value !== "2001:db8:123::1");
      await rig.restart();
      await refuses("time-source", "198.51.100.123")(rig);
      assert.notEqual(rig.kernel.held().includes(STRANGER), true);
    },
  },
];
