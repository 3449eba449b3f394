import { isoTime } from "../../src/lib/index.ts";
import type {
  CaseId,
  CustodyPredicate,
  Digest,
  EntryName,
  ExhibitContent,
  ExhibitId,
  ExhibitPredicate,
  Hand,
  HoldPredicate,
} from "../../src/model/index.ts";
import type { CustodyEntry, SignedBy } from "../../src/vault/index.ts";

const MINUTE_MS = 60_000;
export const BEGIN_MS = Date.parse("2026-11-22T12:00:00.000Z");
export const KEEPER = "Harbour Time Service";

/** A hand of the keeper's or of another party. */
export function hand(name: string, party = KEEPER): Hand {
  return { name, function: "duty engineer", party };
}

export const ANNA = hand("A. Example");
export const BEN = hand("B. Example");
export const CARA = hand("C. Example", "North Port CERT");

/** Content that differs for each `seed`. */
export function content(seed: number): ExhibitContent {
  const digit = (seed % 16).toString(16);
  return { bytes: 1000 + seed, sha256: digit.repeat(64) as Digest, sha512: digit.repeat(128) };
}

/** The signature of the keeper's statement key. */
export const KEEPER_SIGNS: SignedBy = {
  role: "statement",
  holder: { name: KEEPER, function: "keeper", party: KEEPER },
};

/** The signature of a hand's own key. */
export function signedBy({ name, function: work, party }: Hand, role: "person" | "party" = "person"): SignedBy {
  return { role, holder: { name, function: work, party } };
}

/** The name of entry `index` in a story. */
export function nameOf(index: number): EntryName {
  return index.toString(16).padStart(64, "0") as EntryName;
}

/** A ledger's custody entries, written as they would be: each begins a minute after the one before it. */
export class Story {
  readonly entries: CustodyEntry[] = [];
  #last = new Map<ExhibitId, EntryName>();

  get nowMs(): number {
    return BEGIN_MS + this.entries.length * MINUTE_MS;
  }

  exhibit(seed: number, change: Partial<ExhibitPredicate> = {}): ExhibitId {
    const exhibit = `ex-${seed.toString(16).padStart(16, "0")}` as ExhibitId;
    const at = isoTime(this.nowMs);
    this.#push([KEEPER_SIGNS], exhibit, {
      kind: "exhibit",
      predicate: {
        exhibit,
        number: `HTS-2026-${seed}`,
        title: "log of the jump host",
        case: null,
        parent: null,
        content: content(seed),
        format: { name: "octets", details: {} },
        acquired: {
          by: ANNA,
          at: { from: at, to: at, sources: ["clock of hts-jump1"] },
          place: "hts-jump1",
          authority: "operator's consent 7",
          purpose: "incident",
          tool: { name: "meridian", version: "0.1.0", sha256: null },
        },
        recordedAt: at,
        unread: [],
        caveats: [],
        ...change,
      },
    });
    return exhibit;
  }

  event(exhibit: ExhibitId, event: CustodyPredicate["event"], actor: Hand, change: Partial<CustodyPredicate> = {}): EntryName {
    const at = isoTime(this.nowMs);
    const own = event === "transferred-out" || event === "transferred-in";
    const name = nameOf(this.entries.length);
    this.#push([own ? signedBy(actor) : KEEPER_SIGNS], exhibit, {
      kind: "custody",
      predicate: {
        exhibit,
        event,
        case: null,
        actor,
        counterparty: null,
        occurred: { from: at, to: at, sources: ["clock of hts-vault"] },
        recordedAt: at,
        place: "hts-vault",
        purpose: "examination",
        authority: "order 7",
        tool: null,
        inputs: [this.contentOf(exhibit)],
        outputs: [],
        alteration: null,
        storage: "vault",
        caveats: [],
        previous: this.#last.get(exhibit) ?? nameOf(999),
        answers: null,
        commitment: null,
        recipient: null,
        ...change,
      },
    });
    this.#last.set(exhibit, name);
    return name;
  }

  hold(change: Partial<HoldPredicate>): void {
    const predicate: HoldPredicate = {
      action: "place",
      hold: "hold 1",
      authority: "court",
      basis: "order",
      from: isoTime(this.nowMs),
      records: [],
      segments: [],
      entries: [],
      cases: [],
      exhibits: [],
      ...change,
    };
    this.entries.push({
      index: this.entries.length,
      name: nameOf(this.entries.length),
      signers: [KEEPER_SIGNS],
      said: { kind: "hold", predicate },
    });
  }

  contentOf(exhibit: ExhibitId): ExhibitContent {
    for (const { said } of this.entries)
      if (said.kind === "exhibit" && said.predicate.exhibit === exhibit) return said.predicate.content;
    return content(15);
  }

  /** Replaces the last entry's signers. */
  signers(...signers: SignedBy[]): void {
    const last = this.entries.pop();
    if (last !== undefined) this.entries.push({ ...last, signers });
  }

  #push(signers: readonly SignedBy[], exhibit: ExhibitId, said: CustodyEntry["said"]): void {
    const index = this.entries.length;
    this.entries.push({ index, name: nameOf(index), signers, said });
    if (said.kind === "exhibit") this.#last.set(exhibit, nameOf(index));
  }
}

export const CASE = "case-0123456789ab" as CaseId;
