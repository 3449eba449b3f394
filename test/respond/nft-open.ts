import { execFileSync } from "node:child_process";
import type { Order } from "../../src/respond/index.ts";
import { type NftActuatorSetting, openNftActuator } from "../../src/respond/io/index.ts";

export const HOST = "harbour-1";
/** 10.20.0.0/16 and 2001:db8:20::/48. */
const MANAGEMENT = [
  { base: Uint8Array.of(10, 20, 0, 0), bits: 16 },
  { base: Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), bits: 48 },
];

/** Until `state` holds, asked again and again for at most ten seconds. */
export async function until(state: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!(await state())) {
    if (performance.now() > endMs) throw new Error("the state that was waited for did not come");
    await new Promise((turn) => setTimeout(turn, 10));
  }
}

/** Runs nft as somebody else would. */
export function nft(...args: readonly string[]): string {
  return execFileSync("/usr/sbin/nft", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { HOME: "/nonexistent" },
  });
}

/** An actuator for this namespace, and what it complained about. */
export async function openHere(more: Partial<NftActuatorSetting> = {}) {
  const problems: string[] = [];
  const onProblem = (problem: string) => problems.push(problem);
  const actuator = await openNftActuator({ clock: Date.now, host: HOST, management: MANAGEMENT, onProblem, ...more });
  return { actuator, problems };
}

/** A block of an address or a network for so many milliseconds. */
export function block(value: string, ms = 3_600_000): Order {
  return { measure: "block", target: { kind: value.includes("/") ? "prefix" : "address", value }, expiresAtMs: Date.now() + ms };
}

/** This host's quarantine. */
export function quarantine(ms = 3_600_000): Order {
  return { measure: "quarantine", target: { kind: "host", value: HOST }, expiresAtMs: Date.now() + ms };
}
