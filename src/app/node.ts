import { hostname } from "node:os";
import { join } from "node:path";
import { type Ledger, openLedger, type PartyIdentity } from "../ledger/index.ts";
import {
  auditBeside,
  compress,
  decompress,
  diskFiles,
  nodeSignatureChecks,
  openKeys,
  randomBytes,
  settleKeys,
  sha256,
} from "../ledger/io/index.ts";
import { Failure, type FilePort, textOf, toHex, utf8, within, writeDurably } from "../lib/index.ts";
import { isKeyName } from "../merkle/index.ts";
import { makeFolder } from "./make-folder.ts";

/** An open node: one data directory, one ledger, one writer. */
export type Node = {
  readonly dataDirectory: string;
  readonly files: FilePort;
  readonly ledger: Ledger;
  close(): Promise<void>;
};

export type NodeOptions = {
  readonly dataDirectory: string;
  readonly party: PartyIdentity;
  /** The ledger's origin; null to make one up at the first start. */
  readonly origin: string | null;
};

const LEDGER = "ledger";
const ORIGIN = "origin";
/** Held while keys, origin and ledger are made, opened or changed. */
export const START_LOCK = "start.lock";

/**
 * Opens the node in a data directory, or begins one: keys, ledger and origin are made at the first start and never change. Throws
 * LEDGER_BUSY, LEDGER_KEYS, LEDGER_DAMAGED or LEDGER_DISK.
 */
export async function openNode({ dataDirectory, party, origin }: NodeOptions): Promise<Node> {
  await makeDataDirectory(dataDirectory);
  const files = diskFiles(dataDirectory);
  // Two first starts at once must not make two sets of keys, of which one would sign and the other stay.
  const release = await files.hold(START_LOCK);
  try {
    return { dataDirectory, files, ...(await beginOrOpen(files, { dataDirectory, party, origin })) };
  } finally {
    await release();
  }
}

async function beginOrOpen(
  files: FilePort,
  { dataDirectory, party, origin }: NodeOptions,
): Promise<Pick<Node, "ledger" | "close">> {
  const isNew = (await files.read(`${LEDGER}/checkpoint`)) === undefined;
  const name = await settleOrigin(files, origin, isNew);
  await files.makeDirectory(LEDGER);
  await files.syncDirectory("");
  const signer = await openKeys(files, { origin: name, create: isNew });
  const world = { signer, checks: nodeSignatureChecks, clock: Date.now, sha256, randomBytes, compress, decompress };
  const audit = auditBeside(join(dataDirectory, LEDGER));
  const ledger = await openLedger({ files: within(files, LEDGER), party, audit, ...world });
  await settleKeys(files, signer, ledger.keyring);
  return { ledger, close: () => ledger.close() };
}

/** True when `dataDirectory` holds a ledger already. */
export async function hasLedger(dataDirectory: string): Promise<boolean> {
  return (await diskFiles(dataDirectory).read(`${LEDGER}/checkpoint`)) !== undefined;
}

async function makeDataDirectory(path: string): Promise<void> {
  // An unset variable in a script: "" would be the folder that we happen to stand in.
  if (path === "") throw new Failure("CLI_USAGE", "expected the path of a data directory, got nothing");
  try {
    await makeFolder(path);
  } catch (error) {
    throw new Failure("LEDGER_DISK", `could not make the data directory ${path}`, error);
  }
}

/** The origin of the ledger in a data directory; "" before it has one. */
export async function readOrigin(files: FilePort): Promise<string> {
  return textOf((await files.read(ORIGIN)) ?? new Uint8Array())?.trim() ?? "";
}

/** The origin is every ledger's name for ever: kept beside it from the first start, and a different one in the configuration is refused. */
async function settleOrigin(files: FilePort, wanted: string | null, isNew: boolean): Promise<string> {
  const kept = await readOrigin(files);
  if (kept !== "" && wanted !== null && wanted !== kept && !isNew) {
    throw new Failure(
      "CONFIG_INVALID",
      `ledger.origin is ${wanted}, but the ledger in this data directory is ${kept}; an origin never changes`,
    );
  }
  const origin = wanted ?? (kept === "" ? madeUpOrigin() : kept);
  if (!isKeyName(origin)) throw new Failure("CONFIG_INVALID", `expected ledger.origin without spaces or "+", got ${origin}`);
  if (origin !== kept) await writeDurably(files, ORIGIN, utf8(`${origin}\n`));
  return origin;
}

function madeUpOrigin(): string {
  const host = hostname().replace(/[^A-Za-z0-9.-]/g, "-") || "node";
  return `${host}.meridian.invalid/${toHex(randomBytes(4))}`;
}

/** Where the node's dossiers lie. */
export function dossiersDirectory(dataDirectory: string): string {
  return join(dataDirectory, "dossiers");
}
