import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Knowledge, readKnowledge } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, textOf } from "../../lib/index.ts";

/** Bytes of one bundle, unpacked, at most: ATT&CK Enterprise has 50 MB. */
const BUNDLE_BYTES_MAX: number = 512 * 1024 * 1024;

/** Reads STIX bundles, plain or gzip, as one knowledge base. Throws KNOWLEDGE_UNREADABLE with the file and the place. */
export async function readKnowledgeFiles(paths: readonly string[]): Promise<Knowledge> {
  const texts = await Promise.all(paths.map(async (path) => ({ name: basename(path), text: await readText(path) })));
  const knowledge = readKnowledge(texts, sha256);
  if (knowledge.ok) return knowledge.value;
  const { fault } = knowledge;
  const what =
    fault.kind === "too-many"
      ? `more than ${fault.max} ${fault.what}`
      : `${fault.bundle}: expected ${fault.expected} at ${fault.where}`;
  throw new Failure("KNOWLEDGE_UNREADABLE", `could not read the knowledge base: ${what}`);
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure("KNOWLEDGE_UNREADABLE", `could not read ${path}`, error);
  });
  const text = textOf(bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(path, bytes) : bytes);
  if (text === undefined) throw new Failure("KNOWLEDGE_UNREADABLE", `expected UTF-8 in ${path}`);
  return text;
}

function unpack(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: BUNDLE_BYTES_MAX });
  } catch (error) {
    throw new Failure("KNOWLEDGE_UNREADABLE", `could not unpack ${path}, or it has more than ${BUNDLE_BYTES_MAX} bytes`, error);
  }
}
