import {
  createSealer,
  type Ledger,
  type LedgerOptions,
  openLedger,
  type SealedSegment,
  type Sealer,
  type Signer,
} from "../../src/ledger/index.ts";
import { compress, decompress, nodeSignatureChecks, openKeys, sha256 } from "../../src/ledger/io/index.ts";
import { type FilePort, toHex, within } from "../../src/lib/index.ts";
import type { SignatureChecks } from "../../src/merkle/index.ts";
import { seededBytes, seededRandom } from "../support/random.ts";

/** The origin of every ledger in these tests. */
const ORIGIN = "log.example/fault-test";

/** A tree head that a key of the log was asked to sign, and how many disk operations had been then. */
export type SignedHead = { readonly at: number; readonly size: string; readonly root: string };

/** Everything that a ledger needs, on any file port; `signed` is told of every checkpoint signature. */
export async function nodeOptions(
  files: FilePort,
  { seed, signed }: { seed: number; signed: (head: { size: string; root: string }) => void },
): Promise<LedgerOptions> {
  const ledgerFiles = within(files, "ledger");
  const create = (await ledgerFiles.read("checkpoint")) === undefined;
  const signer = await openKeys(files, { origin: ORIGIN, create });
  await files.makeDirectory("ledger");
  await files.syncDirectory("");
  return {
    files: ledgerFiles,
    signer: watched(signer, signed),
    checks: rememberedChecks,
    clock: () => 1_795_343_175_000,
    sha256,
    randomBytes: seededBytes(seededRandom(seed)),
    party: { name: "Harbour Authority of Example", kind: "port", jurisdiction: null, exercise: true },
    compress,
    decompress,
  };
}

/** Opens the ledger of a node and a sealer on it that seals every ten records, never by time. */
export async function openNode(
  options: LedgerOptions,
  onSealed: (sealed: SealedSegment) => void,
): Promise<{ ledger: Ledger; sealer: Sealer }> {
  const ledger = await openLedger(options);
  const sealer = createSealer(ledger, {
    clock: options.clock,
    sha256,
    compress,
    after: () => () => undefined,
    engine: "test/1",
    ruleDocuments: () => [],
    recordsMax: 10,
    onSealed,
  });
  return { ledger, sealer };
}

function watched(signer: Signer, signed: (head: { size: string; root: string }) => void): Signer {
  const { sign } = signer.logEd25519;
  return {
    ...signer,
    logEd25519: {
      ...signer.logEd25519,
      sign: (message) => {
        const [, size = "", root = ""] = new TextDecoder().decode(message).split("\n");
        signed({ size, root });
        return sign(message);
      },
    },
  };
}

const answers = new Map<string, Promise<boolean>>();

/** The same signatures are met after every cut; each is checked once. */
const rememberedChecks: SignatureChecks = {
  ed25519: (...claim) => remembered("e", claim, (...parts) => nodeSignatureChecks.ed25519(...parts)),
  mlDsa44: (...claim) => remembered("m", claim, (...parts) => nodeSignatureChecks.mlDsa44(...parts)),
};

function remembered(
  kind: string,
  claim: [Uint8Array, Uint8Array, Uint8Array],
  check: SignatureChecks["ed25519"],
): Promise<boolean> {
  const name = kind + claim.map((part) => toHex(sha256(part))).join();
  const answer = answers.get(name) ?? check(...claim);
  answers.set(name, answer);
  return answer;
}
