import type { Event, EvidenceRecord } from "../model/index.ts";
import type { Outcome } from "./format.ts";
import { auditDraft } from "./linux/audit-event.ts";
import type { AuditLine } from "./linux/audit-line.ts";

/** More records than this are not held back, whatever is still open. */
const HELD_MAX = 256;
/** An event that is this much older than a later line is complete (audit-userspace auparse, EOE_TIMEOUT). */
const EVENT_OPEN_MS = 2000;

type Slot = { readonly event: Event } | Joined;
type Joined = { readonly records: EvidenceRecord[]; readonly lines: AuditLine[] };

/** Joins the records of one stretch of a source into events, in the order of each event's first record. */
export class Hold {
  readonly records: EvidenceRecord[] = [];
  readonly #slots: Slot[] = [];
  readonly #joined = new Map<string, Joined>();
  readonly #open = new Set<Joined>();

  /** True when no event waits for more lines, or too many records wait. */
  get ready(): boolean {
    return this.#open.size === 0 || this.records.length >= HELD_MAX;
  }

  /** Takes the next record and what its format made of it. */
  add(record: EvidenceRecord, outcome: Outcome): void {
    this.records.push(record);
    if (outcome.kind === "event") this.#slots.push({ event: { ...outcome.draft, records: [record] } });
    else if (outcome.kind === "part") this.#join(record, outcome.part);
  }

  #join(record: EvidenceRecord, part: AuditLine): void {
    const key = `${record.origin.source}\n${part.host ?? ""}\n${part.id}`;
    this.#closeBefore(part.timeMs - EVENT_OPEN_MS);
    const known = this.#joined.get(key);
    // The end mark says nothing by itself, and is not among an event's records: it may come after the event was let go.
    if (part.type === "EOE") {
      if (known !== undefined) this.#open.delete(known);
      return;
    }
    const joined = known ?? this.#start(key);
    joined.records.push(record);
    joined.lines.push(part);
    if (isLast(part.type)) this.#open.delete(joined);
  }

  #start(key: string): Joined {
    const joined: Joined = { records: [], lines: [] };
    this.#joined.set(key, joined);
    this.#slots.push(joined);
    this.#open.add(joined);
    return joined;
  }

  #closeBefore(timeMs: number): void {
    for (const joined of this.#open) if ((joined.lines[0]?.timeMs ?? 0) <= timeMs) this.#open.delete(joined);
  }

  /** The events of all records so far, complete or not. */
  events(): readonly Event[] {
    return this.#slots.map((slot) =>
      "event" in slot ? slot.event : { ...auditDraft(slot.lines, slot.records[0]?.reading.host ?? null), records: slot.records },
    );
  }
}

const SINGLE =
  /^(?:USER|CRED|ACCT|GRP|ADD|DEL|SERVICE|SYSTEM|DAEMON|CRYPTO|VIRT|ROLE|CHUSER|CHGRP|USYS|LABEL|SOFTWARE|RESP)_|^(?:KERNEL|TTY|TEST|PROCTITLE)$/;

/** True for a record after which its event has no other: the last that the kernel writes, and what programs write themselves. */
function isLast(type: string): boolean {
  return SINGLE.test(type);
}
