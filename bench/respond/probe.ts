import { join } from "node:path";
import { Child, Orders } from "./children.ts";

/** The set of the kernel that a blocker writes to; family as in NFPROTO_*: 1 inet, 2 ip. */
export type KernelSet = { readonly family: 1 | 2; readonly table: string; readonly set: string };

/** What became of one attacker, in milliseconds from the write of the line that made its block due; null: not within the time. */
export type Trial = {
  readonly address: string;
  /** The kernel's notice of the element was read. */
  readonly element_ms: number | null;
  /** The kernel, asked for this one key right then, holds it. */
  readonly asked: boolean | null;
  /** The first packet from that address that did not come through was sent. */
  readonly drop_ms: number | null;
  readonly packets_through: number;
};

export type TrialPlan = {
  readonly log: string;
  readonly addresses: readonly string[];
  /** Failing lines before the one that counts. */
  readonly before: number;
  /** From those lines to that one, in seconds. */
  readonly warm_s: number;
  /** From attacker to attacker, in seconds. */
  readonly gap_s: number;
  readonly timeout_s: number;
};

/** Blocks in a row: what each took, how many were due, and the seconds from the first line to the last block. */
export type Sustained = { readonly took_ms: readonly number[]; readonly due: number; readonly seconds: number };

type Answer = { readonly error?: string };

/** The witness, probe.py: what the kernel holds and what comes through, seen without any help of what is measured. */
export class Probe {
  readonly #orders: Orders;

  constructor(otherPid: number, victim: string) {
    const file = join(import.meta.dirname, "probe.py");
    this.#orders = new Orders(new Child("probe", ["/usr/bin/python3", file, String(otherPid), victim]));
  }

  async ready(): Promise<void> {
    await this.#ask<Answer>(null);
  }

  async trials(where: KernelSet, plan: TrialPlan): Promise<readonly Trial[]> {
    const { trials, lost } = await this.#ask<Answer & { trials: Trial[]; lost: number }>({ do: "trials", ...where, ...plan });
    if (lost > 0) throw new Error(`the kernel's notices overran the probe ${lost} times`);
    const doubtful = trials.find(({ element_ms, asked }) => element_ms !== null && asked !== true);
    if (doubtful !== undefined) throw new Error(`the kernel told of ${doubtful.address} but does not hold it`);
    return trials;
  }

  async holds(where: KernelSet, address: string): Promise<boolean> {
    return (await this.#ask<Answer & { holds: boolean }>({ do: "holds", ...where, address })).holds;
  }

  /** Asks without pause until every address is held, or is not; when that was, in CLOCK_MONOTONIC milliseconds. */
  async until(where: KernelSet, addresses: readonly string[], wish: { held: boolean; timeoutS: number }): Promise<number> {
    const order = { do: "until", ...where, addresses, held: wish.held, timeout_s: wish.timeoutS };
    const { reached, at_ms } = await this.#ask<Answer & { reached: boolean; at_ms: number }>(order);
    if (!reached)
      throw new Error(`the kernel did not ${wish.held ? "hold" : "let go of"} ${addresses.at(-1)} in ${wish.timeoutS} s`);
    return at_ms;
  }

  /** A web request of each address that makes its block due by itself, at a steady rate. */
  async sustain(
    where: KernelSet,
    plan: { log: string; addresses: readonly string[]; per_s: number; grace_s: number },
  ): Promise<Sustained> {
    const answer = await this.#ask<Answer & Sustained & { lost: number }>({ do: "sustain", ...where, ...plan });
    if (answer.lost > 0) throw new Error(`the kernel's notices overran the probe ${answer.lost} times`);
    return answer;
  }

  async stop(): Promise<void> {
    await this.#orders.child.stop();
  }

  async #ask<Wanted extends Answer>(order: object | null): Promise<Wanted> {
    const answer = (await this.#orders.ask(order)) as Wanted;
    if (answer.error !== undefined) throw new Error(`probe: ${answer.error}`);
    return answer;
  }
}

/** CLOCK_MONOTONIC in milliseconds, the probe's own clock. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
