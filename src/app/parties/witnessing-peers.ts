import { type Checked, formatJson, no, parseJson, type Shaped, shape, textOf, toHex, utf8, yes } from "../../lib/index.ts";
import { explainVkeyFault, KEY_TYPES, type KeyType, parseVkey, type Vkey } from "../../merkle/index.ts";

/** Where the node keeps whom it asks and whom it follows. A reader's trust file decides whose word counts, so this is no statement. */
export const PEERS_PATH = "witness/peers.json";

/** A node asks at most this many witnesses: two signature lines each still fit a note of 100. */
const WITNESSES_MAX: number = 32;
/** A node follows at most this many logs. */
const LOGS_MAX: number = 1000;
const VKEYS_MAX = 8;

const vkeysShape = shape.list(shape.text(4096), VKEYS_MAX);
const urlShape = shape.pattern(/^https?:\/\/[^\s#?]{1,1000}$/, "an http or https URL without query");

const witnessShape = shape.record({
  /** The legal entity that runs it. Cosignatures are counted by this, not by key. */
  party: shape.text(400),
  /** Submission and monitoring prefix (c2sp.org/tlog-witness). */
  url: urlShape,
  vkeys: vkeysShape,
  /** Its mirror, when it keeps a copy of our log too (c2sp.org/tlog-mirror). */
  mirror: shape.nullable(shape.record({ url: urlShape, vkeys: vkeysShape })),
});

const logShape = shape.record({
  origin: shape.text(255),
  party: shape.text(400),
  /** Where its checkpoint and tiles are (c2sp.org/tlog-tiles); null: it only comes to us. */
  url: shape.nullable(urlShape),
  vkeys: vkeysShape,
});

const peersShape = shape.record({
  witnesses: shape.list(witnessShape, WITNESSES_MAX),
  logs: shape.list(logShape, LOGS_MAX),
});

/** A witness of another party that cosigns our checkpoints. */
export type PeerWitness = Shaped<typeof witnessShape>;
/** A log of another party that we witness. */
export type FollowedLog = Shaped<typeof logShape>;
/** Whom a node asks to witness its log, and whose logs it witnesses. */
export type Peers = Shaped<typeof peersShape>;

/** What a node begins with. */
export const NO_PEERS: Peers = { witnesses: [], logs: [] };

/** Why a witness or a log is not taken up: a sentence. */
export type PeerFault = { readonly kind: "refused-peer"; readonly reason: string };

/** Reads DATA/witness/peers.json. */
export function parsePeers(bytes: Uint8Array): Checked<Peers, PeerFault> {
  const json = parseJson(textOf(bytes) ?? "");
  if (!json.ok) return refuse("expected JSON in UTF-8");
  const peers = peersShape(json.value, "peers");
  return peers.ok ? yes(peers.value) : refuse(`${peers.fault.path}: expected ${peers.fault.expected}`);
}

/** Writes what parsePeers reads. */
export function formatPeers(peers: Peers): Uint8Array<ArrayBuffer> {
  return utf8(`${formatJson(peers)}\n`);
}

const WITNESS_TYPES: readonly KeyType[] = [KEY_TYPES.ed25519Cosignature, KEY_TYPES.mlDsa44Cosignature];
const LOG_TYPES: readonly KeyType[] = [KEY_TYPES.ed25519Note, KEY_TYPES.mlDsa44Cosignature];

/**
 * Adds a witness, or gives the one of that party another address. `own` are the node's own vkeys. Refused: our own key, a weak one, one
 * of another type, a public key that stands anywhere else under whatever name, another set of keys for a party that is there.
 */
export function addWitness(peers: Peers, witness: PeerWitness, own: readonly string[]): Checked<Peers, PeerFault> {
  const before = peers.witnesses.find(({ party }) => party === witness.party);
  if (before !== undefined && !isSameWitness(before, witness))
    return refuse(`${witness.party} is there with other keys; one party is one witness`);
  const others = { ...peers, witnesses: peers.witnesses.filter((one) => one !== before) };
  const taken = [...own, ...keysIn(others)];
  const fault =
    keysFault(witness.vkeys, WITNESS_TYPES, taken) ??
    (witness.mirror === null ? undefined : keysFault(witness.mirror.vkeys, WITNESS_TYPES, [...taken, ...witness.vkeys]));
  if (fault !== undefined) return refuse(fault);
  if (others.witnesses.length === WITNESSES_MAX) return refuse(`expected at most ${WITNESSES_MAX} witnesses`);
  return checkedPeers({ ...others, witnesses: [...others.witnesses, witness] });
}

/** Adds a log, or keys or an address to one that is there. A log is never forgotten: as a new one it could show another history. */
export function followLog(peers: Peers, log: FollowedLog, own: readonly string[]): Checked<Peers, PeerFault> {
  const before = peers.logs.find(({ origin }) => origin === log.origin);
  if (before !== undefined && before.party !== log.party) return refuse(`${log.origin} is there as a log of ${before.party}`);
  const others = { ...peers, logs: peers.logs.filter((one) => one !== before) };
  const vkeys = [...new Set([...(before?.vkeys ?? []), ...log.vkeys])];
  const fault = keysFault(vkeys, LOG_TYPES, [...own, ...keysIn(others)]);
  if (fault !== undefined) return refuse(fault);
  const stranger = vkeys.find((vkey) => !vkey.startsWith(`${log.origin}+`));
  if (stranger !== undefined) return refuse(`expected keys named ${log.origin}, as its checkpoints are, got ${stranger}`);
  if (others.logs.length === LOGS_MAX) return refuse(`expected at most ${LOGS_MAX} logs`);
  return checkedPeers({ ...others, logs: [...others.logs, { ...log, url: log.url ?? before?.url ?? null, vkeys }] });
}

/** We never write what we could not read back. */
function checkedPeers(peers: Peers): Checked<Peers, PeerFault> {
  return parsePeers(formatPeers(peers));
}

function isSameWitness(left: PeerWitness, right: PeerWitness): boolean {
  const keys = (witness: PeerWitness) => [...witness.vkeys].sort().join("\n");
  return keys(left) === keys(right);
}

function keysIn({ witnesses, logs }: Peers): readonly string[] {
  return [
    ...witnesses.flatMap(({ vkeys, mirror }) => [...vkeys, ...(mirror?.vkeys ?? [])]),
    ...logs.flatMap(({ vkeys }) => vkeys),
  ];
}

/** What is wrong with a set of keys, as a sentence. The same public key under another name or signature type is the same key. */
function keysFault(texts: readonly string[], types: readonly KeyType[], taken: readonly string[]): string | undefined {
  if (texts.length === 0) return "expected at least one key";
  const seen = new Map(taken.map((text) => [materialOf(text), text]));
  for (const text of texts) {
    const vkey = parseVkey(text);
    if (!vkey.ok) return `expected ${explainVkeyFault(vkey.fault)} in ${text}`;
    if (!types.includes(vkey.value.type))
      return `expected a key of type ${types.join(" or ")}, got ${vkey.value.type} in ${text}`;
    const material = toHex(vkey.value.publicKey);
    const other = seen.get(material);
    if (other !== undefined) return `the public key of ${text} is taken: ${other}`;
    seen.set(material, text);
  }
  return undefined;
}

function materialOf(text: string): string {
  const vkey = parseVkey(text);
  return vkey.ok ? toHex(vkey.value.publicKey) : text;
}

/** The keys of a peer as verifiers want them; they were checked when they were taken up. */
export function vkeysOf(texts: readonly string[]): readonly Vkey[] {
  return texts.flatMap((text) => {
    const vkey = parseVkey(text);
    return vkey.ok ? [vkey.value] : [];
  });
}

function refuse(reason: string): Checked<never, PeerFault> {
  return no({ kind: "refused-peer", reason });
}
