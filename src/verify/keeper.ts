import { type Checked, no, textOf, yes } from "../lib/index.ts";
import {
  createVerifier,
  envelopeSigners,
  formatVkey,
  KEY_TYPES,
  keyStatementFault,
  openNote,
  parseCheckpoint,
  parseVkey,
  type SignatureChecks,
  type TreeHead,
  type Vkey,
} from "../merkle/index.ts";
import {
  DOSSIER,
  type KeyRole,
  Keyring,
  keysTextOf,
  openStatementFile,
  type StatementOf,
  statementPath,
} from "../model/index.ts";
import type { Faults } from "./faults.ts";
import { type Folder, statementIndexes } from "./folder.ts";

/** Who keeps the ledger by their own word: entry 0 and the keys that it and the `key` statements name. */
export type Keeper = { readonly party: StatementOf<"party">; readonly keyring: Keyring };

/**
 * Opens entry 0, which must be signed by the statement key that it names, and folds the dossier's `key` statements (spec/dossier.md
 * §Verification 3).
 */
export async function openKeeper(folder: Folder, checks: SignatureChecks, faults: Faults): Promise<Keeper | undefined> {
  const path = statementPath(0);
  const bytes = folder.get(path);
  if (bytes === undefined) return undefined; // its absence is noted already
  const opened = openStatementFile(bytes);
  if (!opened.ok) return note(faults, "bad-statement", path, opened.fault);
  const { statement } = opened.value;
  if (statement.kind !== "party" || opened.value.index !== 0)
    return note(faults, "bad-statement", path, "expected a party statement as entry 0");
  const bad = keysFault(statement);
  if (bad !== undefined) return note(faults, "bad-key", path, bad);
  const keyring = new Keyring();
  keyring.add(0, statement);
  if (!(await envelopeSigners(keyring, { index: 0, kind: "party", envelope: opened.value.envelope }, checks)).ok) {
    return note(faults, "bad-signature", path, "expected the signature of the statement key that it names");
  }
  const text = folder.get(DOSSIER.keys);
  if (text !== undefined && textOf(text) !== keysTextOf(statement)) {
    faults.add("not-derived", DOSSIER.keys, `expected the keys of ${path}`);
  }
  await foldKeys(folder, keyring, checks, faults);
  return { party: statement, keyring };
}

/** Folds `key` statements in their order; whether each is in the tree is checked with all others. */
async function foldKeys(folder: Folder, keyring: Keyring, checks: SignatureChecks, faults: Faults): Promise<void> {
  for (const index of statementIndexes(folder)) {
    const path = statementPath(index);
    const opened = openStatementFile(folder.get(path) ?? new Uint8Array(0));
    if (!opened.ok || opened.value.statement.kind !== "key" || opened.value.index !== index) continue;
    const { statement, envelope } = opened.value;
    const signed = await envelopeSigners(keyring, { index, kind: "key", envelope }, checks);
    if (!signed.ok) continue; // noted with the other statements
    const fault = await keyStatementFault(keyring, { index, predicate: statement.predicate }, checks);
    if (fault === undefined) keyring.add(index, statement);
    else faults.add("bad-key", path, fault);
  }
}

function note(faults: Faults, kind: "bad-statement" | "bad-key" | "bad-signature", path: string, detail: string): undefined {
  faults.add(kind, path, detail);
}

function keysFault(party: StatementOf<"party">): string | undefined {
  const statementKey = parseVkey(party.predicate.statementKey);
  if (!statementKey.ok || statementKey.value.type !== KEY_TYPES.ed25519Note) return "expected a strict Ed25519 statement key";
  const logKeys = party.predicate.logKeys.map(parseVkey);
  const [first, second] = logKeys;
  if (logKeys.length !== 2 || !first?.ok || !second?.ok) return "expected two log keys";
  const [logEd25519, logMlDsa44] = [first.value, second.value];
  if (logEd25519.type !== KEY_TYPES.ed25519Note || logMlDsa44.type !== KEY_TYPES.mlDsa44Cosignature) {
    return "expected an Ed25519 log key, then an ML-DSA-44 log key";
  }
  if (logEd25519.name !== logMlDsa44.name) return "expected both log keys to have one name";
  return undefined;
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
  const verifiers = logVkeys(keeper.keyring).map((vkey) => createVerifier(vkey, checks));
  const opened = await openNote(bytes, verifiers);
  if (!opened.ok) return no(explainNote(opened.fault));
  const { verified, text, unknownLines } = opened.value;
  const head = parseCheckpoint(text);
  if (!head.ok) return no(`line ${head.fault.line}: expected ${head.fault.expected}`);
  if (head.value.extensions.length > 0) return no("expected no extension line");
  if (head.value.origin !== keeper.keyring.origin) return no(`expected the origin ${keeper.keyring.origin}`);
  if (head.value.size > BigInt(Number.MAX_SAFE_INTEGER)) return no("expected a size that can be counted");
  const inForce = keeper.keyring.logKeys(Number(head.value.size)).map(({ vkey }) => vkey);
  const own = verified.filter(({ verifier }) => inForce.includes(formatVkey(verifier.vkey)));
  if (own.length !== inForce.length) return no("expected the signatures of both log keys that are in force at its size");
  const seconds = own.find(({ verifier }) => verifier.vkey.type === KEY_TYPES.mlDsa44Cosignature)?.time ?? 0n;
  if (seconds === 0n || Number(seconds) * 1000 + 999 > TIME_MS_MAX) return no("expected the log's own time in its cosignature");
  return yes({ head: head.value, timeMs: Number(seconds) * 1000 + 999, note: bytes, otherLines: unknownLines });
}

/** Every key that the log ever had. */
export function logVkeys(keyring: Keyring): readonly Vkey[] {
  return vkeysOf(keyring, ["log-ed25519", "log-ml-dsa-44"]);
}

/** The keys that ever had one of these roles. */
export function vkeysOf(keyring: Keyring, roles: readonly KeyRole[]): readonly Vkey[] {
  return keyring.keys.flatMap(({ vkey, role }) => {
    const parsed = roles.includes(role) ? parseVkey(vkey) : undefined;
    return parsed?.ok ? [parsed.value] : [];
  });
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
