import assert from "node:assert/strict";
import { DEFAULT_LIMITS } from "../../../src/respond/guards/limits.ts";
import type { Mishap } from "../kernel.ts";
import { blocks, livesBy, refuses, type Scenario, SMALL, STRANGER } from "../scenario.ts";

const A = "203.0.113.40";
const B = "203.0.113.41";

/** nft fails on the block of A; then a minute passes, and everything vital is still free. */
const mishap = (name: string, mishaps: readonly Mishap[], isHeldAfter: boolean): Scenario => ({
  name,
  play: async (rig) => {
    rig.kernel.mishaps.push(...mishaps);
    await rig.attack(A);
    await rig.pass(61_000);
    await refuses("gateway", "192.0.2.1")(rig);
    await rig.pass(61_000);
    assert.equal(rig.holds(A), isHeldAfter);
    rig.kernel.mishaps.length = 0;
  },
});

/** nft does half of it, or does it and says nothing. */
export const NFT: readonly Scenario[] = [
  mishap("refuses one order", ["refuse"], false),
  mishap("refuses, and again at the repair", ["refuse", "refuse", "refuse"], false),
  mishap("cannot be reached", ["unreachable"], false),
  mishap("does it and dies before it answers: what is found is taken up", ["lost"], true),
  mishap("says done and does nothing: the comparison repairs it", ["silent-drop"], true),
  mishap("says done and does nothing, twice", ["silent-drop", "silent-drop"], true),
  {
    name: "does the first half of an order of many",
    play: async (rig) => {
      rig.kernel.mishaps.push("half");
      await rig.order(Array.from({ length: 10 }, (_, index) => `198.19.9.${index}`));
      await rig.pass(61_000);
      assert.ok(rig.kernel.held().length <= 10);
    },
  },
  {
    name: "does the first half of an order with something vital in it",
    play: async (rig) => {
      rig.kernel.mishaps.push("half");
      await rig.order(["198.19.9.1", "192.0.2.1", "198.19.9.2", "198.51.100.77"]);
      await rig.pass(61_000);
      assert.ok(!rig.holds("192.0.2.1") && !rig.holds("198.51.100.77"));
    },
  },
  {
    name: "an order of many with something vital in it: the rest is done",
    play: async (rig) => {
      assert.deepEqual(await rig.order([A, "192.0.2.1", B]), ["refused by gateway", "applied"]);
      assert.ok(rig.holds(A) && rig.holds(B));
    },
  },
  {
    name: "the table is emptied by somebody: it is filled again, and only with what is free",
    play: async (rig) => {
      await blocks(A, B)(rig);
      rig.kernel.flush();
      livesBy(rig.site, "partner", B);
      rig.edit({ allow: [{ at: B, why: "partner" }] });
      await rig.look();
      await rig.pass(61_000);
      assert.ok(rig.holds(A) && !rig.holds(B));
    },
  },
  {
    name: "a block that was lost in the kernel is taken back: nothing comes again",
    play: async (rig) => {
      await blocks(A)(rig);
      rig.kernel.flush();
      await rig.responder.answer({ ask: "unblock", what: [A], measure: null, reason: "wrong", by: "Harbour operator" });
      await rig.pass(61_000);
      assert.ok(!rig.holds(A));
    },
  },
  {
    name: "it is down while an allowlist entry must free something: freed when it is back",
    heals: true,
    play: async (rig) => {
      await blocks(A)(rig);
      rig.kernel.mishaps.push("unreachable");
      livesBy(rig.site, "partner", A);
      rig.edit({ allow: [{ at: A, why: "partner" }] });
      await rig.attack(B);
      await rig.look();
      await rig.pass(61_000);
      assert.ok(!rig.holds(A));
    },
  },
];

const full = (name: string, disk: "full" | "full-after-writing", play: Scenario["play"]): Scenario => ({
  name,
  blocksAfter: false,
  play: async (rig) => {
    await blocks(A)(rig);
    rig.ledger.disk = disk;
    await rig.attack(B);
    await play(rig);
  },
});

/** What cannot be stated is not begun; what protects needs no disk. */
export const DISK: readonly Scenario[] = [
  full("the gateway", "full", async (rig) => assert.deepEqual(await rig.order("192.0.2.1"), ["refused by gateway"])),
  full("nothing automatic is begun any more", "full", async (rig) => {
    await rig.attack("203.0.113.42");
    assert.ok(!rig.holds("203.0.113.42"));
  }),
  full("what is held ends by itself", "full", async (rig) => {
    await rig.pass(2 * 3_600_000);
    assert.ok(!rig.holds(A));
  }),
  full("an allowlist entry still frees what is held", "full", async (rig) => {
    rig.edit({ allow: [{ at: A, why: "partner" }] });
    await rig.look();
    await rig.pass(61_000);
    assert.ok(!rig.holds(A));
  }),
  full("a person can still take a block back", "full", async (rig) => {
    await rig.responder
      .answer({ ask: "unblock", what: [A], measure: null, reason: "wrong", by: "Harbour operator" })
      .catch(() => undefined);
    assert.ok(!rig.holds(A));
  }),
  full("written and not synced", "full-after-writing", async (rig) => {
    await rig.pass(61_000);
    await rig.attack("203.0.113.42");
    assert.ok(!rig.holds("203.0.113.42"));
  }),
  {
    name: "after a restart with room on the disk, what was held without a statement is found",
    play: async (rig) => {
      rig.ledger.disk = "full";
      await rig.attack(A);
      rig.ledger.disk = "well";
      await rig.restart();
      await rig.pass(61_000);
      await refuses("operator", "198.51.100.77")(rig);
    },
  },
  {
    name: "a restart while it is full",
    blocksAfter: false,
    play: async (rig) => {
      rig.ledger.disk = "full";
      await rig.attack(A);
      await rig.restart().catch(() => rig.start());
      await rig.attack("192.0.2.1");
      await rig.pass(61_000);
    },
  },
];

const storm = async (rig: Parameters<Scenario["play"]>[0], count: number, of = "198.19") => {
  for (let index = 0; index < count; index++) await rig.attack(`${of}.${index >> 8}.${index & 255}`);
};

/** Detections without end. */
export const STORM: readonly Scenario[] = [
  {
    name: "more attackers in a minute than the budget: so many are blocked, and a person can still block",
    limits: SMALL,
    blocksAfter: false,
    play: async (rig) => {
      await storm(rig, 120);
      assert.equal(rig.kernel.held().length, 100);
      assert.deepEqual(await rig.order("203.0.113.50"), ["applied"]);
    },
  },
  {
    name: "a storm of /24s uses up addresses, not orders",
    play: async (rig) => {
      for (let index = 0; index < 10; index++) await rig.attack(`198.19.${index}.0/24`);
      assert.equal(rig.kernel.held().length, 3);
    },
  },
  {
    name: "a day of slow attacks meets the budget of the hour",
    blocksAfter: false,
    limits: { ...DEFAULT_LIMITS, playbook: { ...DEFAULT_LIMITS.playbook, addressesPerHour: 100 } },
    play: async (rig) => {
      for (let minute = 0; minute < 20; minute++) {
        await storm(rig, 10, `198.${30 + minute}`);
        await rig.pass(61_000);
      }
      assert.equal(rig.kernel.held().length, 100);
    },
  },
  {
    name: "the table is full for playbooks, and a person still has room",
    blocksAfter: false,
    limits: { ...DEFAULT_LIMITS, playbook: { ...DEFAULT_LIMITS.playbook, heldMax: 20 } },
    play: async (rig) => {
      await storm(rig, 30);
      assert.equal(rig.kernel.held().length, 20);
      assert.deepEqual(await rig.order("203.0.113.50"), ["applied"]);
    },
  },
  {
    name: "an attacker who makes every account fail: five are locked a minute",
    play: async (rig) => {
      for (let index = 0; index < 50; index++) await rig.attack({ on: `account:user${index}`, measure: "lock-account" });
      assert.equal(rig.kernel.names.size, 5);
    },
  },
  {
    name: "a storm does not wear out what is protected",
    limits: SMALL,
    blocksAfter: false,
    play: async (rig) => {
      await storm(rig, 101);
      await refuses("gateway", "192.0.2.1")(rig);
      await refuses("operator", "198.51.100.77")(rig);
    },
  },
  {
    name: "a person's slip: a /8",
    play: refuses("prefix-length", "11.0.0.0/8"),
  },
  {
    name: "a person's slip: a list with the whole harbour in it",
    site: (site) => livesBy(site, "office", "10.20.7.7"),
    play: async (rig) => {
      const list = Array.from({ length: 250 }, (_, index) => `10.20.7.${index}`);
      assert.deepEqual([...new Set(await rig.order(list))], ["refused by management"]);
      assert.equal(rig.kernel.held().length, 0);
    },
  },
  {
    name: "a block for a hundred years",
    play: async (rig) => {
      await rig.attack({ on: A, hours: 876_000 });
      assert.ok(!rig.holds(A));
    },
  },
  {
    name: "an automatic block that is longer than a playbook may",
    play: async (rig) => assert.deepEqual(await rig.attack({ on: A, hours: 24 * 31 }), ["refused by expiry"]),
  },
  {
    name: "automatic action is paused: nothing is blocked, and what is held stays",
    blocksAfter: false,
    play: async (rig) => {
      await blocks(A)(rig);
      rig.paused = "the name server was lost";
      await rig.attack(B);
      assert.ok(rig.holds(A) && !rig.holds(B));
    },
  },
  {
    name: "it goes on when a person resumes it",
    play: async (rig) => {
      rig.paused = "the name server was lost";
      await rig.attack(B);
      await rig.responder.answer({ ask: "resume", reason: "repaired", by: "Harbour operator" });
      await blocks(A)(rig);
      assert.ok(!rig.holds(STRANGER));
    },
  },
];
