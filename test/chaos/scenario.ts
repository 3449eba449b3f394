import assert from "node:assert/strict";
import { type BudgetLimits, DEFAULT_LIMITS } from "../../src/respond/guards/limits.ts";
import type { GuardName } from "../../src/respond/guards/names.ts";
import { bitsOf } from "./oracle.ts";
import { Rig, type RigOptions } from "./rig.ts";
import { harbour, type Site, vital } from "./site.ts";

/** One way to lock oneself out. */
export type Scenario = {
  readonly name: string;
  /** What is different from the harbour's machine. */
  readonly site?: (site: Site) => void;
  readonly limits?: BudgetLimits;
  /** What happens, and what must come of it. The oracle looks on all the time. */
  readonly play: (rig: Rig) => Promise<void>;
  /** True when something becomes vital while it is held: it must be free at the end, not all the time. */
  readonly heals?: true;
  /** False when nothing automatic may be blocked at the end. */
  readonly blocksAfter?: false;
};

/** A hundred automatic addresses a minute, so that a storm need not be long. */
export const SMALL: BudgetLimits = { ...DEFAULT_LIMITS, playbook: { ...DEFAULT_LIMITS.playbook, addressesPerMinute: 100 } };

/** An attacker nobody has a reason to spare. */
export const STRANGER = "198.18.250.66";

/** Plays a scenario to its end, and lets the oracle judge. */
export async function playScenario(scenario: Scenario, options: RigOptions = {}): Promise<Rig> {
  const site = harbour();
  scenario.site?.(site);
  const rig = new Rig({ site, ...(scenario.limits === undefined ? {} : { limits: scenario.limits }), ...options });
  try {
    await rig.start();
    await scenario.play(rig);
    assert.deepEqual(rig.check(), [], "something vital is cut off at the end");
    if (scenario.heals === undefined) assert.deepEqual([...rig.seen], [], "something vital was cut off on the way");
    await rig.attack(STRANGER);
    assert.equal(
      rig.holds(STRANGER),
      scenario.blocksAfter ?? true,
      "a stranger's attack must be answered, unless all stands still",
    );
    return rig;
  } finally {
    rig.stop();
  }
}

/** Both a playbook and a person want each of these blocked, and one of the guards says no to all; a playbook may ask persons for what is shared. */
export function refuses(guard: GuardName, ...targets: readonly string[]): Scenario["play"] {
  return async (rig) => {
    const before = rig.kernel.held();
    for (const on of targets) {
      const [answer = "nothing"] = await rig.attack(on);
      assert.ok(
        [`refused by ${guard}`, ...(guard === "shared" ? ["awaiting"] : [])].includes(answer),
        `a playbook: ${on} ${answer}`,
      );
      assert.deepEqual(await rig.order(on), [`refused by ${guard}`], `a person wants ${on}`);
    }
    assert.deepEqual(rig.kernel.held(), before);
  };
}

/** These are blocked as they should be. */
export function blocks(...targets: readonly string[]): Scenario["play"] {
  return async (rig) => {
    for (const on of targets) {
      assert.deepEqual(await rig.attack(on), ["applied"], on);
      assert.ok(rig.holds(on), on);
    }
  };
}

/** An address, and what reaches it: the networks around it that may be ordered, and for IPv4 the IPv6 addresses that carry it. */
export function waysTo(address: string): string[] {
  const bits = bitsOf(address);
  if (bits.length === 128) return [address, ...[64, 48, 32].map((length) => `${v6Of(bits.slice(0, length))}/${length}`)];
  const bytes = bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
  const hex = (values: readonly number[]) => values.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const [high, low] = [hex(bytes.slice(0, 2)), hex(bytes.slice(2))];
  const away = bytes.map((byte) => byte ^ 255);
  return [
    address,
    ...[31, 24, 16].map((length) => `${v4Of(bits.slice(0, length))}/${length}`),
    canonical(`2002:${high}:${low}::1`),
    canonical(`64:ff9b::${high}:${low}`),
    canonical(`2001:0:5db8:1:0:0:${hex(away.slice(0, 2))}:${hex(away.slice(2))}`),
  ];
}

/** Marks an address as vital. */
export function livesBy(site: Site, what: string, ...values: readonly string[]): void {
  site.vital.push(...values.map((value) => vital(what, value)));
}

function v4Of(bits: string): string {
  return (bits.padEnd(32, "0").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)).join(".");
}

function v6Of(bits: string): string {
  return canonical(
    (bits.padEnd(128, "0").match(/.{16}/g) ?? []).map((group) => Number.parseInt(group, 2).toString(16)).join(":"),
  );
}

/** The spelling that WHATWG URLs give an IPv6 address (RFC 5952). */
function canonical(text: string): string {
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}
