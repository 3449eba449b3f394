import { type Ledger, openLedger } from "../../src/ledger/index.ts";
import {
  compress,
  decompress,
  nodeSignatureChecks,
  openKeys,
  randomBytes,
  settleKeys,
  sha256,
} from "../../src/ledger/io/index.ts";
import { Failure, type FilePort, within } from "../../src/lib/index.ts";

/** The origin of every ledger in these tests. */
export const ORIGIN = "log.example/keys-test";

/** 2026-11-22T12:00:00.000Z and a minute later with every look at the clock. */
export function tickingClock(start = Date.UTC(2026, 10, 22, 12)): () => number {
  let now = start;
  return () => {
    now += 60_000;
    return now;
  };
}

/** A tree head that one of the log's Ed25519 keys was asked to sign. */
export type SignedRoot = { readonly size: string; readonly root: string };

/** Opens a node's keys and ledger as the application does, on any file port; `signed` is told of every root that is signed. */
export async function openTestNode(
  files: FilePort,
  { clock = tickingClock(), signed = () => undefined }: { clock?: () => number; signed?: (root: SignedRoot) => void } = {},
): Promise<{ readonly files: FilePort; readonly ledger: Ledger }> {
  const isNew = (await files.read("ledger/checkpoint")) === undefined;
  await files.makeDirectory("ledger");
  await files.syncDirectory("");
  const signer = await openKeys(files, { origin: ORIGIN, create: isNew });
  const watch = <Key extends { sign: (message: Uint8Array) => Promise<Uint8Array> }>(key: Key): Key => ({
    ...key,
    sign: (message: Uint8Array) => {
      const [, size = "", root = ""] = new TextDecoder().decode(message).split("\n");
      signed({ size, root });
      return key.sign(message);
    },
  });
  const next = (signer.next ?? []).map(({ role, key }) => ({ role, key: role === "log-ed25519" ? watch(key) : key }));
  const ledger = await openLedger({
    files: within(files, "ledger"),
    signer: { ...signer, logEd25519: watch(signer.logEd25519), next },
    checks: nodeSignatureChecks,
    clock,
    sha256,
    randomBytes,
    party: { name: "Harbour Authority of Example", kind: "port", jurisdiction: null, exercise: true },
    compress,
    decompress,
  });
  await settleKeys(files, signer, ledger.keyring);
  return { files, ledger };
}

/** For assert.rejects: a Failure of this code, whose message the pattern matches. */
export function isFailure(code: string, pattern = /./): (error: unknown) => boolean {
  return (error) => error instanceof Failure && error.code === code && pattern.test(error.message);
}
