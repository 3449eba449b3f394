import { createHash } from "node:crypto";
import type { CaseId, DocketPredicate, Noun, NounId, NounOf } from "../../src/model/index.ts";
import { nounId } from "../../src/model/index.ts";

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());
export const CASE = "case-0123456789ab" as CaseId;
export const AT = "2026-11-22T12:00:00.000Z";
export const KEEPER = "Harbour Authority";

/** A time on the day of AT, `minutes` after its noon. */
function minute(minutes: number): string {
  return new Date(Date.parse(AT) + minutes * 60_000).toISOString();
}

/** Nouns in the order made; `docket` wraps what was made since the last one. */
export class Scene {
  readonly nouns: Noun[] = [];
  #sent = 0;

  add(noun: Noun): NounId {
    this.nouns.push(noun);
    return nounId(noun, sha256);
  }

  docket(by: string = KEEPER): DocketPredicate {
    const nouns = this.nouns.slice(this.#sent);
    this.#sent = this.nouns.length;
    return docketOf(nouns, by);
  }

  /** A record of its own bytes; `bytes` gives others the same. */
  record(title: string, origin: string, bytes: string = title): NounId {
    return this.add({
      noun: "record",
      place: { kept: "elsewhere", sha256: Buffer.from(sha256(Buffer.from(bytes))).toString("hex"), title, url: null },
      media: "text/plain",
      taken: { from: AT, to: AT, clock: null },
      origin,
      tlp: "clear",
    } as NounOf<"record">);
  }

  /** A reading of a record. */
  reading(record: NounId, text: string): NounId {
    return this.add(observation(record, { of: "text", text }));
  }

  /** A reading that is a quantity. */
  quantity(record: NounId, value: number): NounId {
    const over = { from: AT, to: AT, clock: null };
    return this.add(
      observation(record, {
        of: "quantity",
        name: "downtime",
        unit: "s",
        value: { lo: value, best: value, hi: value },
        over,
        query: null,
        state: "measured",
        countingRule: null,
        baseline: null,
        pricedOn: null,
      }),
    );
  }

  entity(name: string): NounId {
    return this.add({ noun: "entity", kind: "asset", name, refs: [] });
  }

  /** Something that happened from one minute to another; `offsetMs`: what is known of its clock. */
  event(what: string, [from, to]: readonly [number, number] = [0, 0], offsetMs?: { lo: number; hi: number }): NounId {
    const clock = offsetMs === undefined ? null : { source: "clock", offsetMs };
    const when = { from: minute(from), to: minute(to), clock };
    return this.add({ noun: "event", what, on: [], when, learned: AT, technique: null });
  }

  claim(ask: string, changes: Partial<NounOf<"claim">> = {}): NounId {
    return this.add({
      noun: "claim",
      kind: "occurred",
      level: null,
      subject: null,
      ask,
      answers: ["yes", "other"].map((answer) => ({ answer, entity: null })),
      prior: null,
      supersedes: null,
      ...changes,
    });
  }

  /** Which actor, on a level: Party A, somebody who passes for it, or another. */
  actorClaim(ask: string, level: "machine" | "cluster" | "organisation" | "state"): NounId {
    const answers = ["Party A", "imitation of Party A", "other"].map((answer) => ({ answer, entity: null }));
    return this.claim(ask, { kind: "actor", level, answers });
  }

  link(type: "derives" | "measures" | "about", from: NounId, to: NounId, why = ""): NounId {
    return this.add({ noun: "link", type, from, to, bearing: null, causing: null, why });
  }

  causes(from: NounId, to: NounId): NounId {
    return this.add({
      noun: "link",
      type: "causes",
      from,
      to,
      bearing: null,
      causing: { gate: "all", group: "g", whyBecause: null },
      why: "",
    });
  }

  bears(from: NounId, to: NounId, weights: readonly Weight[] = [weight("yes", "other", 1)]): NounId {
    const bearing = { weights, reliability: "A", credibility: 1, forgeability: 0 } as const;
    return this.add({ noun: "link", type: "bears-on", from, to, bearing, causing: null, why: "" });
  }

  judge(on: NounId, stance: NounOf<"judgement">["stance"], by: string = KEEPER, why = ""): NounId {
    return this.add({ noun: "judgement", on, stance, answer: null, why, by, at: AT });
  }
}

type Weight = NonNullable<NounOf<"link">["bearing"]>["weights"][number];

/** So many bans for one answer against another. */
export function weight(answer: string, against: string, bans: number): Weight {
  return { for: answer, against, log10LR: { lo: bans, best: bans, hi: bans }, basis: "judged", reference: null };
}

export function docketOf(nouns: readonly Noun[], by: string = KEEPER): DocketPredicate {
  return { case: CASE, at: AT, by, nouns };
}

function observation(record: NounId, fact: NounOf<"observation">["fact"]): Noun {
  const by = { tool: "reader", version: "1", arguments: [] };
  return { noun: "observation", record, at: { by: "whole" }, fact, when: null, by };
}
