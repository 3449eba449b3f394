import { after, nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { type FilePort, formatJson, makeDirectories, within } from "../../lib/index.ts";
import { parseTilePath, type TileSource } from "../../merkle/index.ts";
import { createMirror, createWitness, type Mirror, type Witness } from "../../witness/index.ts";
import { sqliteWitnessStore } from "../../witness/io/index.ts";
import type { Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";
import { raiseUnstated, readFork } from "./alarms.ts";
import { FollowedLogs } from "./followed-logs.ts";
import { placesOf } from "./followed-logs-places.ts";
import { Catches } from "./ledger-service-catches.ts";
import type { LedgerServiceEvent } from "./ledger-service-events.ts";
import { CurrentPeers } from "./ledger-service-peers.ts";
import { MirrorPushes } from "./ledger-service-pushes.ts";
import { Watches } from "./ledger-service-watches.ts";
import { majority, Witnessing } from "./witnessing.ts";
import { AskedPeers } from "./witnessing-ask.ts";
import { readCosigned, writeCosigned } from "./witnessing-cosigned.ts";
import { type NodeKeys, openNodeKeys } from "./witnessing-keys.ts";
import { vkeysOf } from "./witnessing-peers.ts";
import { refusingDistrusted } from "./witnessing-refusal.ts";
import { assertNotRolledBack } from "./witnessing-rollback.ts";

export type LedgerServiceOptions = {
  /** How many other parties must cosign before a checkpoint is published; null: more than half of them. */
  readonly quorum: number | null;
  /** How often followed logs are compared, beside each time that one is submitted. */
  readonly watchMs: number;
  readonly tell: (event: LedgerServiceEvent) => void;
};

/** A node that serves its ledger, has it witnessed, and witnesses, mirrors and watches the logs of others. */
export type LedgerService = {
  readonly witness: Witness;
  readonly mirror: Mirror;
  /** A public file of our own log: the published checkpoint, a tile, a bundle of commitments; undefined for anything else. */
  readLog(path: string): Promise<Uint8Array | undefined>;
  /** Who keeps this node and with which keys, as JSON for those who add it as a peer. */
  about(): string;
  /** A kept proof against a log, by the SHA-256 of its bytes. */
  fork(digest: string): Promise<Uint8Array | undefined>;
  /** The published checkpoint once it covers `size` entries; undefined when the service ends before. */
  witnessed(size: number): Promise<Uint8Array | undefined>;
  /** Takes up changed peers and compares every followed log now, whatever the schedule says. */
  watchNow(): Promise<void>;
  close(): Promise<void>;
};

/** Peers and alarms are read again as often as this. */
const REFRESH_MS = 1000;

/**
 * Starts what a node does for and with other parties, over an open node, which stays the caller's to close after this. Throws
 * WITNESS_CONFLICT when a witness knows more of our own log than we do, LEDGER_KEYS and WITNESS_STORE.
 */
export async function openLedgerService(node: Node, options: LedgerServiceOptions): Promise<LedgerService> {
  const keys = await openNodeKeys(node.files, node.ledger.origin);
  await makeDirectories(node.files, "witness/mirror", new Set());
  const peers = new CurrentPeers(node, options.tell);
  await peers.refresh();
  await lookBefore(node, { keys, peers, tell: options.tell });
  const ours = startOurs(node, { keys, peers, options }, await publishedBefore(node, keys));
  const theirs = startTheirs(node, { keys, peers, options });
  const stopRefreshing = refreshing(peers, options.tell, () => ours.witnessing.wake());
  const about = await aboutOf(node, keys);
  return {
    witness: theirs.witness,
    mirror: theirs.mirror,
    readLog: (path) => readLog(node, path, () => ours.witnessing.published?.note ?? node.ledger.checkpoint),
    about: () => about,
    fork: (digest) => readFork(node, digest),
    witnessed: (size) => ours.witnessing.witnessed(size),
    watchNow: async () => {
      if (await peers.refresh()) ours.witnessing.wake();
      await theirs.watches.now();
    },
    close: async () => {
      stopRefreshing();
      await theirs.watches.stop();
      await ours.stop();
      theirs.close();
    },
  };
}

type Parts = { readonly keys: NodeKeys; readonly peers: CurrentPeers; readonly options: LedgerServiceOptions };

/** What must be known before anything is signed: that our ledger is no old copy, and which proofs still lack their alarm. */
async function lookBefore(
  node: Node,
  { keys, peers, tell }: Pick<Parts, "keys" | "peers"> & Pick<LedgerServiceOptions, "tell">,
): Promise<void> {
  const { origin, checkpoint } = node.ledger;
  const own = { origin, checkpoint, tiles: tilesOf(node), vkeys: vkeysOf(keys.logVkeys) };
  const silent = await assertNotRolledBack(own, peers.peers.witnesses);
  for (const party of silent) tell({ kind: "peer", party, reason: "it does not say what it has cosigned of our log" });
  for (const index of await raiseUnstated(node, hostClock())) tell({ kind: "alarm", origin: "a log of an earlier run", index });
  await peers.refreshAlarms();
}

function publishedBefore(node: Node, { logVkeys }: NodeKeys) {
  const { origin, size } = node.ledger;
  return readCosigned(node.files, { origin, size, logVkeys });
}

/** Our own log: witnessed, published, pushed to mirrors. */
function startOurs(node: Node, { keys, peers, options }: Parts, published: Awaited<ReturnType<typeof publishedBefore>>) {
  const { ledger, files } = node;
  const { tell, quorum } = options;
  const onPeer = (party: string, reason: string | null) => tell({ kind: "peer", party, reason });
  const pushes = new MirrorPushes({
    peers: () => peers.peers.witnesses,
    logVkeys: keys.logVkeys,
    tiles: tilesOf(node),
    after,
    onMirror: (party, reason) => onPeer(`the mirror of ${party}`, reason),
    onPushed: (party, size) => tell({ kind: "mirrored", party, size }),
  });
  const asked = new AskedPeers({
    ledger,
    clock: hostClock,
    onAhead: (party, size) => tell({ kind: "ahead", party, size: Number(size) }),
  });
  const witnessing = new Witnessing({
    witnesses: () => asked.of(peers.peers.witnesses),
    quorum: (parties) => (quorum === null ? majority(parties) : Math.min(quorum, parties)),
    newest: () => ({ note: ledger.checkpoint, size: ledger.size }),
    published,
    publish: async (checkpoint, parties) => {
      await writeCosigned(files, checkpoint.note);
      pushes.wake(checkpoint);
      tell({ kind: "published", size: checkpoint.size, parties });
    },
    onWitness: onPeer,
    onFailure: (error) => tell({ kind: "fatal", error }),
    after,
  });
  const stopListening = ledger.onGrowth(() => witnessing.wake());
  witnessing.wake();
  const stop = async () => {
    stopListening();
    pushes.stop();
    await witnessing.stop();
  };
  return { witnessing, stop };
}

/** The logs of others: witnessed, mirrored, watched. */
function startTheirs(node: Node, { keys, peers, options }: Parts) {
  const { files } = node;
  const catches = new Catches(node, peers, options.tell);
  const store = sqliteWitnessStore(`${node.dataDirectory}/witness/witness.db`);
  const world = { checks: nodeSignatureChecks, sha256, clock: hostClock };
  const onConflict = catches.conflict.bind(catches);
  const trusted = () => peers.logs.filter(({ origin }) => peers.distrust(origin) === undefined);
  const { ed25519, mlDsa44 } = keys.mirror;
  const mirrorFiles = within(files, "witness/mirror");
  const mirror = createMirror({ ...world, logs: trusted, signers: [ed25519, mlDsa44], files: mirrorFiles, onConflict });
  const signers = [keys.witness.ed25519, keys.witness.mlDsa44];
  const bare = createWitness({ ...world, logs: () => peers.logs, signers, store, onConflict });
  const watches = new Watches({
    followed: new FollowedLogs({
      files,
      onFork: (log, proof) => catches.proof(log, proof),
      onTrouble: (origin, source, reason) => options.tell({ kind: "trouble", origin, source, reason }),
    }),
    logs: () =>
      peers.peers.logs.map((log) => placesOf(log, peers.peers, { witness: bare, mirrored: (id, path) => mirror.file(id, path) })),
    everyMs: options.watchMs,
    onFailure: (error) => options.tell({ kind: "fatal", error }),
  });
  const witness = refusingDistrusted(bare, {
    distrust: (origin) => peers.distrust(origin),
    onSubmission: (origin) => watches.soon(origin),
  });
  watches.start();
  return { witness, mirror, watches, close: () => store.close() };
}

/** Reads peers and alarms again and again; gives what ends it. */
function refreshing(peers: CurrentPeers, tell: LedgerServiceOptions["tell"], onChange: () => void): () => void {
  let isOver = false;
  let cancel = () => {};
  const refresh = async () => {
    const isChanged = await peers.refresh();
    if (isOver) return;
    if (isChanged) onChange();
    later();
  };
  const later = () => {
    cancel = after(REFRESH_MS, () => {
      refresh().catch((error: unknown) => tell({ kind: "fatal", error }));
    });
  };
  later();
  return () => {
    isOver = true;
    cancel();
  };
}

function tilesOf({ files }: { readonly files: FilePort }): TileSource {
  return (path) => files.read(`ledger/${path}`);
}

/** Nothing of a ledger is public but what c2sp.org/tlog-tiles names: envelopes, segments and keys lie beside it. */
async function readLog(node: Node, path: string, checkpoint: () => Uint8Array): Promise<Uint8Array | undefined> {
  if (path === "checkpoint") return checkpoint();
  return parseTilePath(path).ok ? tilesOf(node)(path) : undefined;
}

async function aboutOf({ ledger }: Node, { logVkeys, witnessVkeys, mirrorVkeys }: NodeKeys): Promise<string> {
  const entry = await ledger.entry(0);
  const party = entry.erased || entry.statement.kind !== "party" ? null : entry.statement.predicate.party;
  const keys = { log: logVkeys, witness: witnessVkeys, mirror: mirrorVkeys };
  return `${formatJson({ about: "meridian-node/v1", origin: ledger.origin, party, ...keys })}\n`;
}
