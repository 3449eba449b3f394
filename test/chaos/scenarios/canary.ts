import assert from "node:assert/strict";
import { openCanary } from "../../../src/respond/io/index.ts";
import { outages } from "../oracle.ts";
import type { Rig } from "../rig.ts";
import { blocks, type Scenario } from "../scenario.ts";
import { vital } from "../site.ts";

/** A service that the harbour needs and that nobody told the guards of. */
const UPSTREAM = "203.0.113.240";
const SECOND = "2001:db8:240::7";

type Watch = Awaited<ReturnType<typeof openCanary>> & {
  /** Breaks or repairs a flow for reasons of its own. */
  breaks(host: string, isBroken: boolean): void;
};

/** A canary whose probes are answered by the oracle's view of the kernel. */
async function canaryOn(rig: Rig): Promise<Watch> {
  const broken = new Set<string>();
  const canary = await openCanary({
    flows: [UPSTREAM, SECOND].map((host) => ({ kind: "tcp", host, port: 443 })),
    probe: async ({ host }) => !broken.has(host) && outages([vital("flow", host)], rig.kernel).length === 0,
    monotonic: () => rig.monotonicMs,
    onLoss: async ({ rollBack, reason }) => {
      rig.paused = reason;
      for (const action of rollBack) await rig.responder.rollBack(action, reason);
    },
    onProblem: (problem) => void rig.problems.push(String(problem)),
  });
  rig.onApplied = (action) => canary.applied(action);
  return { ...canary, breaks: (host, isBroken) => void (isBroken ? broken.add(host) : broken.delete(host)) };
}

/** Two looks, as the canary does within a fraction of a second of an action. */
async function looks(rig: Rig, canary: Watch): Promise<void> {
  for (let round = 0; round < 2; round++) {
    rig.monotonicMs += 100;
    await canary.look();
  }
}

/** `play` with a canary; `isPaused`: whether automatic action stands still in the end. */
const watched = (name: string, isPaused: boolean, play: (rig: Rig, canary: Watch) => Promise<void>): Scenario => ({
  name,
  ...(isPaused ? { blocksAfter: false as const } : {}),
  play: async (rig) => {
    const canary = await canaryOn(rig);
    rig.monotonicMs += 1;
    try {
      await play(rig, canary);
      assert.equal(rig.paused !== null, isPaused);
      assert.deepEqual(outages([vital("upstream", UPSTREAM), vital("second", SECOND)], rig.kernel), []);
    } finally {
      await canary.close();
    }
  },
});

/** Flows that were declared and not protected: lost for a moment, then given back. */
export const CANARY: readonly Scenario[] = [
  watched("the upstream itself is blocked: rolled back", true, async (rig, canary) => {
    await blocks(UPSTREAM)(rig);
    await looks(rig, canary);
    assert.ok(!rig.holds(UPSTREAM));
  }),
  watched("a network around it is blocked: rolled back", true, async (rig, canary) => {
    await blocks("203.0.113.240/29")(rig);
    await looks(rig, canary);
    assert.ok(!rig.holds("203.0.113.240/29"));
  }),
  watched("a /64 around the IPv6 flow", true, async (rig, canary) => {
    await blocks("2001:db8:240::/64")(rig);
    await looks(rig, canary);
  }),
  watched("a person's order cuts it off: rolled back too", true, async (rig, canary) => {
    assert.deepEqual(await rig.order("203.0.113.240"), ["applied"]);
    await looks(rig, canary);
  }),
  watched("of many blocks, those before the last good look stay", true, async (rig, canary) => {
    await blocks("198.18.1.1", "198.18.1.2")(rig);
    rig.monotonicMs += 10;
    await looks(rig, canary);
    rig.monotonicMs += 10;
    await blocks("198.18.1.3", UPSTREAM)(rig);
    await looks(rig, canary);
    assert.ok(rig.holds("198.18.1.1") && rig.holds("198.18.1.2"));
    assert.ok(!rig.holds("198.18.1.3"), "done since the last good look, so rolled back as well");
  }),
  watched("it does not come back by the reconciler", true, async (rig, canary) => {
    await blocks(UPSTREAM)(rig);
    await looks(rig, canary);
    await rig.pass(61_000);
    await rig.restart("lost");
  }),
  watched("a flow that was failing already triggers nothing", false, async (rig, canary) => {
    canary.breaks(UPSTREAM, true);
    await looks(rig, canary);
    await blocks("198.18.1.4")(rig);
    await looks(rig, canary);
    assert.ok(rig.holds("198.18.1.4"));
  }),
  watched("one lost probe triggers nothing", false, async (rig, canary) => {
    await blocks("198.18.1.5")(rig);
    canary.breaks(UPSTREAM, true);
    await canary.look();
    canary.breaks(UPSTREAM, false);
    await looks(rig, canary);
    assert.ok(rig.holds("198.18.1.5"));
  }),
  watched("a flow that fails by itself while nothing is done triggers nothing", false, async (rig, canary) => {
    await blocks("198.18.1.6")(rig);
    rig.monotonicMs += 10;
    await looks(rig, canary);
    canary.breaks(SECOND, true);
    await looks(rig, canary);
    assert.ok(rig.holds("198.18.1.6"));
  }),
  watched("after a person resumes, the next loss triggers again", true, async (rig, canary) => {
    await blocks(UPSTREAM)(rig);
    await looks(rig, canary);
    rig.paused = null;
    canary.resume();
    await looks(rig, canary);
    rig.monotonicMs += 10;
    assert.deepEqual(await rig.attack("203.0.113.240/30"), ["applied"]);
    await looks(rig, canary);
    assert.ok(!rig.holds("203.0.113.240/30"));
  }),
];
