import { type Ledger, openLedger } from "../src/ledger/index.ts";
import {
  auditBeside,
  compress,
  decompress,
  diskFiles,
  nodeSignatureChecks,
  openKeys,
  randomBytes,
  sha256,
} from "../src/ledger/io/index.ts";
import { type FilePort, makeDirectories, toHex, utf8, within } from "../src/lib/index.ts";
import type { Statement } from "../src/model/index.ts";

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

/** Of the payload, 3 bytes of 4 are left by base64; the rest of envelope and statement take about 500 bytes. */
const PADDING = Math.floor(((ENVELOPE_BYTES - 216) * 3) / 4) - 374;
