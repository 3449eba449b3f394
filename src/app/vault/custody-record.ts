import { hostname } from "node:os";
import { type Receipt, type SigningKey, signStatement } from "../../ledger/index.ts";
import { Failure, isoTime, present } from "../../lib/index.ts";
import {
  type CustodyPredicate,
  type EntryName,
  type ExhibitContent,
  type ExhibitPredicate,
  type Hand,
  STATEMENT_KINDS,
  type When,
} from "../../model/index.ts";
import { CUSTODY_PROBLEMS, type CustodyProblem, custodyStatement, type ExhibitChain, type SignedBy } from "../../vault/index.ts";
import { VERSION } from "../installation.ts";
import { hostClock } from "../pipeline.ts";
import { type CustodyDesk, foldAt } from "./custody.ts";

/** What a person says of what they do with an exhibit; what is left out is said by this host. */
export type Words = {
  readonly actor: Hand;
  readonly purpose: string;
  readonly authority: string;
  readonly place?: string;
  readonly storage?: string;
  readonly caveats?: readonly string[];
  readonly occurred?: When;
};

/** An event that is to be recorded. */
export type Deed = Words & {
  readonly event: CustodyPredicate["event"];
  readonly counterparty?: Hand;
  readonly outputs?: readonly ExhibitContent[];
  readonly answers?: EntryName;
  readonly alteration?: CustodyPredicate["alteration"];
};

/** Now, by this host's clock. */
export function hostNow(): When {
  const now = isoTime(hostClock());
  return { from: now, to: now, sources: [`clock of ${hostname()}`] };
}

/** What the event's statement says. */
export function custodyPredicate({ exhibit, last }: ExhibitChain, deed: Deed): CustodyPredicate {
  const withoutContent = ["corrected", "quarantined", "returned"].includes(deed.event);
  return {
    exhibit: exhibit.exhibit,
    event: deed.event,
    case: exhibit.case,
    actor: deed.actor,
    counterparty: deed.counterparty ?? null,
    occurred: deed.occurred ?? hostNow(),
    recordedAt: isoTime(hostClock()),
    place: deed.place ?? hostname(),
    purpose: deed.purpose,
    authority: deed.authority,
    tool: { name: "meridian", version: VERSION },
    inputs: withoutContent ? [] : [exhibit.content],
    outputs: deed.outputs ?? [],
    alteration: deed.alteration ?? null,
    storage: deed.storage ?? "vault",
    caveats: deed.caveats ?? [],
    previous: last,
    answers: deed.answers ?? null,
    commitment: null,
    recipient: null,
  };
}

/**
 * Puts an event into the ledger, signed by the hand's own key when one is given, else by the keeper. Throws CUSTODY_REFUSED when the
 * event does not follow, and KEY_REFUSED when the ledger does not believe the key. Contradictions of clocks are recorded, not refused.
 */
export async function recordEvent(desk: CustodyDesk, chain: ExhibitChain, deed: Deed, key?: SigningKey): Promise<Receipt> {
  const predicate = custodyPredicate(chain, deed);
  refuseEvent(desk, predicate, key);
  return enterEvent(desk, predicate, key);
}

/** Throws what `recordEvent` throws when the event does not follow, and enters nothing. */
export function refuseEvent(desk: CustodyDesk, predicate: CustodyPredicate, key?: SigningKey): void {
  refuseProblems(desk, predicate, [key === undefined ? keeperSigns(desk) : personSigns(desk, key)]);
}

/** Puts an event into the ledger that was found to follow. Throws KEY_REFUSED. */
export async function enterEvent(desk: CustodyDesk, predicate: CustodyPredicate, key?: SigningKey): Promise<Receipt> {
  const statement = custodyStatement(predicate);
  const { ledger } = desk.node;
  if (key === undefined) return present((await ledger.append([statement]))[0], "one statement has one receipt");
  return admitSigned(desk, await signStatement(statement, [key]));
}

/** Puts an envelope that a hand signed elsewhere into the ledger. Throws KEY_REFUSED when the ledger believes no key that signed it. */
export async function admitSigned({ node }: CustodyDesk, envelope: Uint8Array): Promise<Receipt> {
  const admitted = await node.ledger.appendSigned([envelope]);
  if (!admitted.ok) throw new Failure("KEY_REFUSED", `the ledger did not take the statement: ${admitted.fault.reason}`);
  return present(admitted.value[0], "one envelope has one receipt");
}

/** Throws CUSTODY_REFUSED with what is wrong if the ledger went on with this event. */
export function refuseProblems(desk: CustodyDesk, predicate: CustodyPredicate, signers: readonly SignedBy[]): void {
  checkWords("custody", predicate);
  const index = desk.node.ledger.size;
  const draft = { index, name: "draft" as EntryName, signers, said: { kind: "custody" as const, predicate } };
  const problems = foldAt([...desk.entries, draft]).problems.filter(
    (problem) => problem.index === index && isRefused(problem, predicate),
  );
  if (problems.length > 0) throw new Failure("CUSTODY_REFUSED", problems.map(problemText).join("; "));
}

/** Throws CLI_USAGE when what a person said does not fit a statement, such as a title that is too long. */
export function checkWords(kind: "custody" | "exhibit", predicate: CustodyPredicate | ExhibitPredicate): void {
  const read = STATEMENT_KINDS[kind](predicate, kind);
  if (!read.ok) throw new Failure("CLI_USAGE", `expected ${read.fault.path} to be ${read.fault.expected}`);
}

/** A clock that is wrong must not keep people from recording what they do, unless it cannot be undone; a gap is there already. */
function isRefused({ kind }: CustodyProblem, { event }: CustodyPredicate): boolean {
  return event === "destroyed" || (!kind.startsWith("clock-") && kind !== "gap");
}

/** A problem in words. */
function problemText({ kind, what }: CustodyProblem): string {
  return `${CUSTODY_PROBLEMS[kind]} (${what})`;
}

function keeperSigns({ keeper }: CustodyDesk): SignedBy {
  return { role: "statement", holder: { name: keeper, function: "keeper", party: keeper } };
}

function personSigns({ node: { ledger } }: CustodyDesk, { vkey }: SigningKey): SignedBy {
  const known = ledger.keyring.keys.find((key) => key.vkey === vkey && key.until === null);
  if (known === undefined)
    throw new Failure("KEY_REFUSED", `the ledger does not believe the key ${vkey}; add it with \`meridian keys add\``);
  return known;
}

/** The hand whose key this is, as the ledger knows it. Throws KEY_REFUSED when the ledger does not believe the key. */
export function handOfKey(desk: CustodyDesk, key: SigningKey): Hand {
  const { holder } = personSigns(desk, key);
  return { name: holder.name, function: holder.function, party: holder.party ?? desk.keeper };
}
