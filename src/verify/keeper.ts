import { type Checked, no, textOf, yes } from "../lib/index.ts";
import {
  createVerifier,
  KEY_TYPES,
  openNote,
  parseCheckpoint,
  parseVkey,
  type SignatureChecks,
  type TreeHead,
  type Vkey,
} from "../merkle/index.ts";
import { DOSSIER, keysTextOf, type StatementOf, statementPath } from "../model/index.ts";
import type { Faults } from "./faults.ts";
import type { Folder } from "./folder.ts";
import { type OpenedStatement, openStatementFile, verifyEnvelope } from "./statement-file.ts";

/** Who keeps the ledger by their own word: entry 0 and the keys that it names. */
export type Keeper = {
  readonly party: StatementOf<"party">;
  readonly statementKey: Vkey;
  readonly logEd25519: Vkey;
  readonly logMlDsa44: Vkey;
};

/** Opens entry 0, which must be signed by the statement key that it names (spec/dossier.md §Verification 3). */
export async function openKeeper(folder: Folder, checks: SignatureChecks, faults: Faults): Promise<Keeper | undefined> {
  const path = statementPath(0);
  const bytes = folder.get(path);
  if (bytes === undefined) return undefined; // its absence is noted already
  const opened = openStatementFile(bytes);
  if (!opened.ok) return note(faults, "bad-statement", path, opened.fault);
  const { statement } = opened.value;
  if (statement.kind !== "party" || opened.value.index !== 0)
    return note(faults, "bad-statement", path, "expected a party statement as entry 0");
  const keys = readKeys(statement);
  if (!keys.ok) return note(faults, "bad-key", path, keys.fault);
  if (!(await isSigned(opened.value, keys.value.statementKey, checks))) {
    return note(faults, "bad-signature", path, "expected the signature of the statement key that it names");
  }
  const text = folder.get(DOSSIER.keys);
  if (text !== undefined && textOf(text) !== keysTextOf(keys.value.party)) {
    faults.add("not-derived", DOSSIER.keys, `expected the keys of ${path}`);
  }
  return keys.value;
}

function note(faults: Faults, kind: "bad-statement" | "bad-key" | "bad-signature", path: string, detail: string): undefined {
  faults.add(kind, path, detail);
}

async function isSigned(opened: OpenedStatement, key: Vkey, checks: SignatureChecks): Promise<boolean> {
  return (await verifyEnvelope(opened.envelope, key, checks)).ok;
}

function readKeys(party: StatementOf<"party">): Checked<Keeper, string> {
  const statementKey = parseVkey(party.predicate.statementKey);
  if (!statementKey.ok || statementKey.value.type !== KEY_TYPES.ed25519Note) return no("expected a strict Ed25519 statement key");
  const logKeys = party.predicate.logKeys.map(parseVkey);
  const [first, second] = logKeys;
  if (logKeys.length !== 2 || !first?.ok || !second?.ok) return no("expected two log keys");
  const [logEd25519, logMlDsa44] = [first.value, second.value];
  if (logEd25519.type !== KEY_TYPES.ed25519Note || logMlDsa44.type !== KEY_TYPES.mlDsa44Cosignature) {
    return no("expected an Ed25519 log key, then an ML-DSA-44 log key");
  }
  if (logEd25519.name !== logMlDsa44.name) return no("expected both log keys to have one name");
  return yes({ party, statementKey: statementKey.value, logEd25519, logMlDsa44 });
}

/**
 * A checkpoint with both signatures of the log. `timeMs` is the end of the second that the log's own clock showed, from its ML-DSA-44
 * cosignature: those have whole seconds, and "no later than" must not name a time before the signature.
 */
export type SignedHead = {
  readonly head: TreeHead;
  readonly timeMs: number;
  readonly note: Uint8Array;
  readonly otherLines: number;
};

/** Opens a checkpoint that both log keys must have signed (spec/dossier.md §Verification 4). The fault is a sentence. */
export async function openCheckpoint(
  bytes: Uint8Array,
  keeper: Keeper,
  checks: SignatureChecks,
): Promise<Checked<SignedHead, string>> {
  const verifiers = [keeper.logEd25519, keeper.logMlDsa44].map((vkey) => createVerifier(vkey, checks));
  const opened = await openNote(bytes, verifiers);
  if (!opened.ok) return no(explainNote(opened.fault));
  const { verified, text, unknownLines } = opened.value;
  if (verified.length !== verifiers.length) return no("expected the signatures of both log keys");
  const head = parseCheckpoint(text);
  if (!head.ok) return no(`line ${head.fault.line}: expected ${head.fault.expected}`);
  if (head.value.extensions.length > 0) return no("expected no extension line");
  if (head.value.origin !== keeper.logEd25519.name) return no(`expected the origin ${keeper.logEd25519.name}`);
  if (head.value.size > BigInt(Number.MAX_SAFE_INTEGER)) return no("expected a size that can be counted");
  const seconds = verified.find(({ verifier }) => verifier.vkey === keeper.logMlDsa44)?.time ?? 0n;
  if (seconds === 0n || Number(seconds) * 1000 + 999 > TIME_MS_MAX) return no("expected the log's own time in its cosignature");
  return yes({ head: head.value, timeMs: Number(seconds) * 1000 + 999, note: bytes, otherLines: unknownLines });
}

/** The last second of the year 9999: what an ISO time of four digits can say. */
export const TIME_MS_MAX = 253_402_300_799_999;

function explainNote(fault: {
  readonly kind: string;
  readonly line?: number;
  readonly expected?: string;
  readonly key?: string;
  readonly reason?: string;
}): string {
  if (fault.kind === "bad-note") return `line ${fault.line}: expected ${fault.expected}`;
  if (fault.kind === "bad-signature") return `the signature of ${fault.key}: ${fault.reason}`;
  return "expected the signatures of both log keys";
}
