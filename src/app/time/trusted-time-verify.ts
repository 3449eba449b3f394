import { sha256 } from "../../ledger/io/index.ts";
import { assert, concat, formatJson, isoTime, parseBase64, parseHex, toHex, utf8, within } from "../../lib/index.ts";
import { earlierRoot, formatCheckpoint, parseNote } from "../../merkle/index.ts";
import type { TimePredicate } from "../../model/index.ts";
import { coversEntry, type VerifiedToken, verifyToken } from "../../time/index.ts";
import { nodeTimeCrypto } from "../../time/io/index.ts";
import type { Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";
import { afterOf, agreementOf, msOf } from "./trusted-time.ts";
import { type TimeEntry, type TimeOutline, timeEntries, timeStatement } from "./trusted-time-entries.ts";
import type { TimeSettings } from "./trusted-time-settings.ts";
import { digestOf, witnessReadings } from "./trusted-time-sources.ts";

type Source = TimeOutline["sources"][number];

/** What became of one source: it holds, something is wrong, or nobody said whom to believe. */
export type SourceVerdict = {
  readonly name: string;
  readonly kind: Source["kind"];
  readonly state: "holds" | "wrong" | "unchecked";
  readonly detail: string;
  /** When the first certificate of a token's path expires, ms since 1970; undefined for what is no token. */
  readonly expiresMs: number | undefined;
  readonly token: string | null;
};

/** What became of one time statement. */
export type TimeVerdict = {
  readonly entry: number;
  readonly predicate: TimeOutline;
  readonly sources: readonly SourceVerdict[];
  /** What is wrong with the statement beside its sources; sentences. */
  readonly problems: readonly string[];
};

/**
 * Checks every time statement again, from its tokens and notes and the ledger's own tree, without network. `nowMs` decides which
 * certificates have expired, ms since 1970.
 */
export async function verifyTimes(
  node: Node,
  settings: TimeSettings,
  nowMs: number = hostClock(),
): Promise<readonly TimeVerdict[]> {
  const entries = await timeEntries(node);
  const verdicts: TimeVerdict[] = [];
  for (const entry of entries) verdicts.push(await verifyTime(node, settings, entry, entries));
  return verdicts.map((verdict) => ({ ...verdict, problems: [...verdict.problems, ...expired(verdict, verdicts, nowMs)] }));
}

async function verifyTime(
  node: Node,
  settings: TimeSettings,
  { entry, predicate }: TimeEntry,
  all: readonly TimeEntry[],
): Promise<TimeVerdict> {
  const proofs = proofsOf(await timeStatement(node, entry));
  const stamped = await stampedBytes(node, predicate);
  const sources: SourceVerdict[] = [];
  for (const source of predicate.sources) {
    const proof = source.proof === null ? undefined : proofs.get(source.proof);
    sources.push(await verifySource({ node, settings, predicate, stamped }, source, proof));
  }
  return { entry, predicate, sources, problems: await problemsOf(node, { entry, predicate }, all, stamped) };
}

function proofsOf({ proofs }: Pick<TimePredicate, "proofs">): ReadonlyMap<string, Uint8Array> {
  return new Map(
    proofs.flatMap((text) => {
      const bytes = parseBase64(text);
      return bytes.ok ? [[digestOf(bytes.value), bytes.value] as const] : [];
    }),
  );
}

/**
 * What the tokens of a statement must stamp: the checkpoint's text, or the tokens that it renews, one after the other; undefined when the
 * ledger does not have them.
 */
export async function stampedBytes(
  node: Node,
  { checkpoint, renews }: Pick<TimeOutline, "checkpoint" | "renews">,
): Promise<Uint8Array | undefined> {
  if (renews === null) return utf8(checkpointText(checkpoint));
  const old = renews.entry < node.ledger.size ? await node.ledger.entry(renews.entry) : undefined;
  if (old === undefined || old.erased || old.statement.kind !== "time") return undefined;
  const proofs = proofsOf(old.statement.predicate);
  const tokens = renews.tokens.map((digest) => proofs.get(digest));
  return tokens.length === 0 || tokens.includes(undefined) ? undefined : concat(...(tokens as Uint8Array[]));
}

function checkpointText({ origin, size, root }: TimeOutline["checkpoint"]): string {
  const bytes = parseHex(root);
  assert(bytes.ok, "the root in a statement is hexadecimal");
  return formatCheckpoint({ origin, size: BigInt(size), root: bytes.value });
}

type Context = {
  readonly node: Node;
  readonly settings: TimeSettings;
  readonly predicate: TimeOutline;
  readonly stamped: Uint8Array | undefined;
};

async function verifySource(context: Context, source: Source, proof: Uint8Array | undefined): Promise<SourceVerdict> {
  const say = (state: SourceVerdict["state"], detail: string, expiresMs?: number): SourceVerdict => ({
    name: source.name,
    kind: source.kind,
    state,
    detail,
    expiresMs,
    token: source.kind === "authority" ? source.proof : null,
  });
  if (source.kind === "local") return say("unchecked", "a claim of the keeper, which nothing proves");
  if (proof === undefined) return say("wrong", "its proof is not in the statement");
  if (source.kind === "witness") return verifyWitness(context, source, proof, say);
  const authority = context.settings.authorities.find(({ name }) => name === source.name);
  if (authority === undefined) return say("unchecked", "the configuration names no such authority, so there are no anchors");
  if (context.stamped === undefined) return say("wrong", "what it stamps is not in the ledger");
  const expected = { stamped: context.stamped, hash: undefined, nonce: undefined, policies: policiesOf(authority.policy) };
  const token = verifyToken(proof, { ...expected, anchors: authority.anchors }, nodeTimeCrypto);
  if (!token.ok) return say("wrong", `${token.fault.kind}: ${token.fault.detail}`);
  const isSaid = isoTime(token.value.fromMs) === source.notBefore && isoTime(token.value.toMs) === source.notAfter;
  if (!isSaid) return say("wrong", "the token gives another time than the statement");
  return say("holds", describe(token.value), token.value.expiresMs);
}

const policiesOf = (policy: string | null): readonly string[] | undefined => (policy === null ? undefined : [policy]);

function describe({ policy, expiresMs }: VerifiedToken): string {
  return `policy ${policy}, certificates until ${isoTime(expiresMs)}`;
}

async function verifyWitness(
  { node, predicate }: Context,
  source: Source,
  note: Uint8Array,
  say: (state: SourceVerdict["state"], detail: string) => SourceVerdict,
): Promise<SourceVerdict> {
  const parsed = parseNote(note);
  if (!parsed.ok) return say("wrong", "its proof is no signed note");
  if (parsed.value.text !== checkpointText(predicate.checkpoint)) return say("wrong", "its note is of another checkpoint");
  const readings = await witnessReadings(node, note);
  const reading = readings.find(({ party }) => party === source.name);
  if (reading === undefined) return say("unchecked", "the node knows no key of this witness that signed the note");
  const isSaid = isoTime(reading.fromMs) === source.notBefore && isoTime(reading.toMs) === source.notAfter;
  return isSaid ? say("holds", "its cosignature verifies") : say("wrong", "the note gives another time than the statement");
}

async function problemsOf(
  { files, ledger }: Node,
  { entry, predicate }: Pick<TimeEntry, "entry" | "predicate">,
  all: readonly TimeEntry[],
  stamped: Uint8Array | undefined,
): Promise<readonly string[]> {
  const { checkpoint, sources, after, interval, contradictions, renews } = predicate;
  const problems: string[] = [];
  if (checkpoint.origin !== ledger.origin) problems.push(`it is of another ledger, ${checkpoint.origin}`);
  const tiles = within(files, "ledger");
  const isWithin = checkpoint.size >= 1 && checkpoint.size <= entry;
  const root = isWithin ? await earlierRoot(sha256, (path) => tiles.read(path), checkpoint.size, ledger.size) : undefined;
  if (root?.ok !== true || toHex(root.value) !== checkpoint.root) problems.push("its tree head is not the ledger's");
  if (stamped === undefined) problems.push("the tokens that it renews are not in the ledger");
  const before = all.filter((other) => other.entry < entry);
  const renewed = before.find((other) => other.entry === renews?.entry);
  if (renews !== null && formatJson(renewed?.predicate.checkpoint ?? null) !== formatJson(checkpoint))
    problems.push("it renews the tokens of another tree");
  if (formatJson(afterOf(before, checkpoint.size)) !== formatJson(after)) problems.push("`after` is not the newest before it");
  if (formatJson(agreementOf(sources, after)) !== formatJson({ interval, contradictions }))
    problems.push("its interval or its contradictions do not follow from its sources");
  return problems;
}

/** A token outlives its certificates when something that held longer covered it before they expired. */
function expired({ entry, sources }: TimeVerdict, all: readonly TimeVerdict[], nowMs: number): readonly string[] {
  return sources.flatMap(({ name, expiresMs }) => {
    if (expiresMs === undefined || expiresMs > nowMs || all.some((later) => keeps(later, entry, expiresMs))) return [];
    return [`the certificates of ${name} expired at ${isoTime(expiresMs)} and nothing covered its token before`];
  });
}

/** True when `later` proves that the tokens in `entry` were there before `expiresMs`. */
function keeps({ entry: later, predicate, sources, problems }: TimeVerdict, entry: number, expiresMs: number): boolean {
  const { checkpoint, renews, interval } = predicate;
  const isGood = problems.length === 0 && sources.some(({ kind, state }) => kind === "authority" && state === "holds");
  const covers = coversEntry({ entry: later, size: checkpoint.size, renews: renews?.entry ?? null }, entry);
  return isGood && covers && interval !== null && msOf(interval.notAfter) < expiresMs;
}

/** What a statement is worth: something is wrong with it, or a token of it was not checked for want of anchors, or neither. */
export function soundness({ sources, problems }: TimeVerdict): "sound" | "wrong" | "unchecked" {
  if (problems.length > 0 || sources.some(({ state }) => state === "wrong")) return "wrong";
  return sources.some(({ kind, state }) => kind === "authority" && state === "unchecked") ? "unchecked" : "sound";
}
