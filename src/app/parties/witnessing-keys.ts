import { diskFiles, openKeys, openRoleKeys, type RoleKeys } from "../../ledger/io/index.ts";
import { type Checked, Failure, type FilePort, makeDirectories, writeDurably } from "../../lib/index.ts";
import { hasLedger, readOrigin } from "../node.ts";
import {
  addWitness,
  type FollowedLog,
  followLog,
  formatPeers,
  NO_PEERS,
  PEERS_PATH,
  type PeerFault,
  type Peers,
  type PeerWitness,
  parsePeers,
} from "./witnessing-peers.ts";

/** The node's keys as a witness and as a mirror, and every vkey of its own. */
export type NodeKeys = {
  readonly witness: RoleKeys;
  readonly mirror: RoleKeys;
  readonly logVkeys: readonly string[];
  readonly witnessVkeys: readonly string[];
  readonly mirrorVkeys: readonly string[];
  /** All of the above and the statement key: none of them may be a peer's. */
  readonly own: readonly string[];
};

/** Opens what a node that holds a ledger signs with for others; the keys are made at first use. Throws LEDGER_KEYS. */
export async function openNodeKeys(files: FilePort, origin: string): Promise<NodeKeys> {
  const { statement, logEd25519, logMlDsa44 } = await openKeys(files, { origin, create: false });
  const witness = await openRoleKeys(files, { role: "witness", name: `${origin}/witness` });
  const mirror = await openRoleKeys(files, { role: "mirror", name: `${origin}/mirror` });
  const logVkeys = [logEd25519.vkey, logMlDsa44.vkey];
  const witnessVkeys = [witness.ed25519.vkey, witness.mlDsa44.vkey];
  const mirrorVkeys = [mirror.ed25519.vkey, mirror.mlDsa44.vkey];
  const own = [statement.vkey, ...logVkeys, ...witnessVkeys, ...mirrorVkeys];
  return { witness, mirror, logVkeys, witnessVkeys, mirrorVkeys, own };
}

/** Whom the node asks and follows. Throws LEDGER_DAMAGED when the file cannot be understood: it must not be taken for none. */
export async function readPeers(files: FilePort): Promise<Peers> {
  const bytes = await files.read(PEERS_PATH);
  if (bytes === undefined) return NO_PEERS;
  const peers = parsePeers(bytes);
  if (!peers.ok) throw new Failure("LEDGER_DAMAGED", `could not read ${PEERS_PATH}: ${peers.fault.reason}`);
  return peers.value;
}

/** A change of peers: a witness that is added, or a log that is followed. */
export type PeerChange =
  | { readonly kind: "witness"; readonly witness: PeerWitness }
  | { readonly kind: "log"; readonly log: FollowedLog };

/** Whom a node asks and follows, open to change while the node runs in another process or in none. */
export type PeerBook = {
  read(): Promise<Peers>;
  /** Makes changes durable, all or none; a node that runs takes them up by itself. Throws KEY_REFUSED with the reason. */
  change(changes: readonly PeerChange[]): Promise<Peers>;
};

/** The peers of the node in a data directory. Throws LEDGER_MISSING where there is none. */
export async function openPeerBook(dataDirectory: string): Promise<PeerBook> {
  const files = diskFiles(dataDirectory);
  if (!(await hasLedger(dataDirectory))) throw new Failure("LEDGER_MISSING", `there is no ledger in ${dataDirectory}`);
  const origin = await readOrigin(files);
  return { read: () => readPeers(files), change: (changes) => changePeers(files, origin, changes) };
}

async function changePeers(files: FilePort, origin: string, changes: readonly PeerChange[]): Promise<Peers> {
  const { own } = await openNodeKeys(files, origin);
  await makeDirectories(files, "witness", new Set());
  const release = await files.hold(`${PEERS_PATH}.lock`);
  try {
    const peers = changes.reduce((before, change) => taken(apply(before, change, own)), await readPeers(files));
    await writeDurably(files, PEERS_PATH, formatPeers(peers));
    return peers;
  } finally {
    await release();
  }
}

function apply(peers: Peers, change: PeerChange, own: readonly string[]): Checked<Peers, PeerFault> {
  return change.kind === "witness" ? addWitness(peers, change.witness, own) : followLog(peers, change.log, own);
}

function taken(outcome: Checked<Peers, PeerFault>): Peers {
  if (!outcome.ok) throw new Failure("KEY_REFUSED", `could not take the peer: ${outcome.fault.reason}`);
  return outcome.value;
}
