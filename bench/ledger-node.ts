import { generateKeyPairSync } from "node:crypto";
import { claimKey, enterKey } from "../src/app/index.ts";
import { type Ledger, openLedger, signStatement } from "../src/ledger/index.ts";
import {
  auditBeside,
  compress,
  decompress,
  diskFiles,
  nodeSignatureChecks,
  openKeys,
  personKey,
  randomBytes,
  sha256,
} from "../src/ledger/io/index.ts";
import { type FilePort, makeDirectories, toHex, utf8, within } from "../src/lib/index.ts";
import { approvalSubjects, type Digest, type Statement } from "../src/model/index.ts";

/** Bytes of an entry: of its DSSE envelope. */
const ENVELOPE_BYTES = 1024;

/** Opens the ledger in `directory`, or begins it; `written` is told the size of every file. */
export async function openBenchLedger(directory: string, written: (bytes: number) => void = () => undefined): Promise<Ledger> {
  const root = diskFiles(directory);
  const signer = await openKeys(root, {
    origin: "log.example/bench",
    create: (await root.read("ledger/checkpoint")) === undefined,
  });
  await makeDirectories(root, "ledger", new Set());
  const party = { name: "Bench", kind: "test", jurisdiction: null, exercise: true };
  const world = {
    signer,
    checks: nodeSignatureChecks,
    clock: Date.now,
    sha256,
    randomBytes,
    party,
    compress,
    decompress,
    audit: auditBeside(`${directory}/ledger`),
  };
  return openLedger({ ...world, files: watched(within(root, "ledger"), written) });
}

function watched(files: FilePort, written: (bytes: number) => void): FilePort {
  return {
    ...files,
    writeNew: (path, bytes, access) => {
      written(bytes.length);
      return files.writeNew(path, bytes, access);
    },
  };
}

/** Statements, each another one, whose envelopes have about ENVELOPE_BYTES. */
export function statements(count: number): readonly Statement[] {
  return Array.from({ length: count }, (_, at) => {
    const schedule = `schedule ${String(at).padStart(8, "0")}`;
    const subject = [{ name: schedule, digest: { sha256: toHex(sha256(utf8(schedule))) } }];
    const authority = "Records officer, Harbour Authority".padEnd(PADDING, ".");
    const basis = "Port rules §4";
    return {
      kind: "retention",
      subject,
      predicate: { schedule, keepDays: 30, authority, basis, from: "2026-11-22T12:00:00.000Z" },
    };
  });
}

/** Envelopes of about ENVELOPE_BYTES that a person signed, whose key the ledger believes from now on. */
export async function othersEnvelopes(ledger: Ledger, directory: string, count: number): Promise<readonly Uint8Array[]> {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const key = personKey(utf8(pem), "a key of this benchmark");
  const from = "2026-11-22T12:00:00.000Z";
  const holder = { name: "Ada", function: "records officer", party: null };
  const claim = { action: "add", role: "person", replaces: null, holder, effectiveFrom: from, reason: "benchmark" } as const;
  await enterKey({ files: diskFiles(directory), ledger }, await claimKey(ledger.origin, claim, key));
  const envelopes: Uint8Array[] = [];
  for (let at = 0; at < count; at++) {
    const deed = toHex(sha256(utf8(`deed ${at}`))) as Digest;
    const predicate = { deed, summary: `deed ${String(at).padStart(8, "0")}`.padEnd(PADDING, "."), at: from, expiresAt: from };
    envelopes.push(await signStatement({ kind: "approval", subject: approvalSubjects(predicate), predicate }, [key]));
  }
  return envelopes;
}

/** Of the payload, 3 bytes of 4 are left by base64; the rest of envelope and statement take about 500 bytes. */
const PADDING = Math.floor(((ENVELOPE_BYTES - 216) * 3) / 4) - 374;
