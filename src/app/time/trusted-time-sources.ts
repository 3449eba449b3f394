import { nodeSignatureChecks, randomBytes, sha256 } from "../../ledger/io/index.ts";
import { explainError, Failure, isoTime, toHex } from "../../lib/index.ts";
import { createVerifier, openNote, parseCheckpoint, parseVkey } from "../../merkle/index.ts";
import type { Digest, TimePredicate } from "../../model/index.ts";
import { formatTimeRequest, parseTimeReply, type VerifiedToken, verifyToken } from "../../time/index.ts";
import { nodeTimeCrypto, postTimeQuery } from "../../time/io/index.ts";
import type { Node } from "../node.ts";
import { NO_PEERS, PEERS_PATH, parsePeers, vkeysOf } from "../parties/witnessing-peers.ts";
import type { TimeAuthority, TimeSettings } from "./trusted-time-settings.ts";

/** What one clock said, and the bytes that prove it; none for the local clock. */
export type TimeSource = { readonly source: TimePredicate["sources"][number]; readonly proof: Uint8Array | undefined };

/** An authority that gave no token, and why. */
export type TimeRefusal = { readonly authority: string; readonly reason: string };

/** SHA-256 in hexadecimal. */
export function digestOf(bytes: Uint8Array): Digest {
  return toHex(sha256(bytes)) as Digest;
}

const NONCE_BYTES = 16;

/**
 * Asks every authority at once to stamp `stamped`, and verifies what comes back. An authority that fails or lies is a refusal with its
 * reason; the others go on. Never rejects.
 */
export async function askAuthorities(
  settings: TimeSettings,
  stamped: Uint8Array,
): Promise<{ readonly tokens: readonly Stamped[]; readonly refusals: readonly TimeRefusal[] }> {
  const answers = await Promise.all(
    settings.authorities.map(async (authority): Promise<Stamped | TimeRefusal> => {
      try {
        return {
          name: authority.name,
          jurisdiction: authority.jurisdiction,
          ...(await askAuthority(authority, stamped, settings)),
        };
      } catch (error) {
        return { authority: authority.name, reason: explainError(error) };
      }
    }),
  );
  const { tokens, refusals } = oncePerSigner(answers.filter((answer) => "token" in answer));
  return { tokens, refusals: [...answers.filter((answer) => "reason" in answer), ...refusals] };
}

/** One key is one clock under however many names it is asked: the first token of each signer stays, a further one is refused. */
export function oncePerSigner(stamped: readonly Stamped[]): {
  readonly tokens: readonly Stamped[];
  readonly refusals: readonly TimeRefusal[];
} {
  const [firstBy, tokens, refusals] = [new Map<string, string>(), [] as Stamped[], [] as TimeRefusal[]];
  for (const one of stamped) {
    const key = toHex(one.verified.path[0]?.publicKey ?? new Uint8Array(0));
    const first = firstBy.get(key);
    if (first === undefined) {
      firstBy.set(key, one.name);
      tokens.push(one);
    } else refusals.push({ authority: one.name, reason: `its token is signed by the key of ${first}: one clock counts once` });
  }
  return { tokens, refusals };
}

/** A token that verifies. */
export type Stamped = {
  readonly name: string;
  readonly jurisdiction: string | null;
  readonly token: Uint8Array;
  readonly verified: VerifiedToken;
};

async function askAuthority(
  { name, url, policy, anchors }: TimeAuthority,
  stamped: Uint8Array,
  { hash, timeoutMs }: TimeSettings,
): Promise<Pick<Stamped, "token" | "verified">> {
  const imprint = { hash, digest: nodeTimeCrypto.digest(hash, stamped) };
  const { bytes, nonce } = formatTimeRequest({ imprint, random: randomBytes(NONCE_BYTES), policy: policy ?? undefined });
  const reply = parseTimeReply(await postTimeQuery(url, bytes, { timeoutMs }));
  if (!reply.ok) throw new Failure("TIME_AUTHORITY", `${name} gave no token: ${reply.fault.kind}: ${reply.fault.detail}`);
  const policies = policy === null ? undefined : [policy];
  const verified = verifyToken(reply.value, { stamped, hash, nonce, policies, anchors }, nodeTimeCrypto);
  if (!verified.ok)
    throw new Failure("TIME_AUTHORITY", `the token of ${name} is refused: ${verified.fault.kind}: ${verified.fault.detail}`);
  return { token: reply.value, verified: verified.value };
}

/** The tokens of a round that took `slackMs`, as sources. */
export function authoritySources(tokens: readonly Stamped[], slackMs: number): readonly TimeSource[] {
  return tokens.map(({ name, jurisdiction, token, verified: { fromMs, toMs } }) => ({
    source: {
      kind: "authority",
      name,
      jurisdiction,
      notBefore: isoTime(fromMs),
      notAfter: isoTime(toMs),
      slackMs,
      proof: digestOf(token),
    },
    proof: token,
  }));
}

/** This machine's clock now, as far as its keeper trusts it. */
export function localSource(nowMs: number, { clockUncertaintyMs }: TimeSettings): TimeSource {
  const [notBefore, notAfter] = [isoTime(nowMs - clockUncertaintyMs), isoTime(nowMs + clockUncertaintyMs)];
  return {
    source: { kind: "local", name: "this machine", jurisdiction: null, notBefore, notAfter, slackMs: 0, proof: null },
    proof: undefined,
  };
}

/** A checkpoint of ours: the signed note, its text and what it says. `atMs` is the log's own time of signing. */
export type StampedCheckpoint = {
  readonly note: Uint8Array;
  readonly text: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly atMs: number;
};

/** Reads a checkpoint that the log's keys in force at its size all signed; undefined when they did not, whatever older keys signed. */
export async function readOwnCheckpoint(
  { ledger }: Pick<Node, "ledger">,
  note: Uint8Array,
): Promise<StampedCheckpoint | undefined> {
  const { keyring } = ledger;
  const verifiers = keyring.keys.flatMap(({ role, vkey }) => {
    const parsed = role === "log-ed25519" || role === "log-ml-dsa-44" ? parseVkey(vkey) : undefined;
    return parsed?.ok === true ? [{ ...createVerifier(parsed.value, nodeSignatureChecks), text: vkey }] : [];
  });
  const open = await openNote(note, verifiers);
  const head = open.ok ? parseCheckpoint(open.value.text) : undefined;
  if (!open.ok || head === undefined || !head.ok || head.value.size > BigInt(ledger.size)) return undefined;
  const { origin, root, size } = head.value;
  const inForce = keyring.logKeys(Number(size));
  const own = open.value.verified.filter(({ verifier }) => inForce.some(({ vkey }) => vkey === verifier.text));
  if (own.length < inForce.length || origin !== ledger.origin) return undefined;
  const times = own.flatMap(({ time }) => (time === undefined ? [] : [Number(time)]));
  return { note, text: open.value.text, origin, root, size: Number(size), atMs: Math.max(0, ...times) * 1000 };
}

/** Latest cosignature time that is believed to be one: 9999-12-31. */
const WITNESS_SECONDS_MAX = 253_402_300_000n;
/** A witness names whole seconds and says nothing of how well it knows them. */
const WITNESS_UNCERTAINTY_MS = 1000;

/** A cosignature that verifies: whose, and the span in which its clock was. */
export type WitnessReading = { readonly party: string; readonly fromMs: number; readonly toMs: number };

/** The times of the witnesses that cosigned a note, by the keys in the node's list of peers; each party once. */
export async function witnessReadings({ files }: Pick<Node, "files">, note: Uint8Array): Promise<readonly WitnessReading[]> {
  const bytes = await files.read(PEERS_PATH);
  const peers = bytes === undefined ? undefined : parsePeers(bytes);
  const { witnesses } = peers?.ok === true ? peers.value : NO_PEERS;
  const readings: WitnessReading[] = [];
  for (const { party, vkeys } of witnesses) {
    const open = await openNote(
      note,
      vkeysOf(vkeys).map((vkey) => createVerifier(vkey, nodeSignatureChecks)),
    );
    const times = open.ok ? open.value.verified.flatMap(({ time }) => (time === undefined || time === 0n ? [] : [time])) : [];
    const [seconds] = times.filter((time) => time <= WITNESS_SECONDS_MAX);
    if (seconds === undefined) continue;
    const ms = Number(seconds) * 1000;
    readings.push({ party, fromMs: ms - WITNESS_UNCERTAINTY_MS, toMs: ms + 999 + WITNESS_UNCERTAINTY_MS });
  }
  return readings;
}

/** The witnesses of a cosigned checkpoint as sources; `slackMs` is how long before the round's end they may have signed. */
export function witnessSources(readings: readonly WitnessReading[], note: Uint8Array, slackMs: number): readonly TimeSource[] {
  return readings.map(({ party, fromMs, toMs }) => ({
    source: {
      kind: "witness",
      name: party,
      jurisdiction: null,
      notBefore: isoTime(fromMs),
      notAfter: isoTime(toMs),
      slackMs,
      proof: digestOf(note),
    },
    proof: note,
  }));
}
