import {
  ACTIONS_FILE,
  DOSSIER,
  DOSSIER_BYTES_MAX,
  DOSSIER_FILE_BYTES_MAX,
  DOSSIER_FILES_MAX,
  isDossierPath,
  statementPath,
  statementProofPath,
} from "../model/index.ts";
import type { Faults } from "./faults.ts";
import type { FileEntry, FileSource } from "./files.ts";

/** Every file of the dossier that could be read, by path. */
export type Folder = ReadonlyMap<string, Uint8Array>;

/** Reads a dossier within its limits (spec/dossier.md §Verification 1). What is wrong with names and sizes goes to `faults`. */
export async function readFolder(files: FileSource, faults: Faults): Promise<Folder> {
  const listed = files.list();
  const folder = new Map<string, Uint8Array>();
  if (!isWithinLimits(listed, faults)) return folder;
  checkNames(listed, faults);
  for (const { path, bytes } of listed) {
    if (!isDossierPath(path) || bytes === null) continue;
    const read = await readFile(files, path);
    if (read === undefined) faults.add("unreadable", path, "expected a file that can be read");
    else if (read.length !== bytes) faults.add("unreadable", path, `expected ${bytes} bytes as listed, got ${read.length}`);
    else folder.set(path, read);
  }
  checkPresence(new Set(listed.map(({ path }) => path)), faults);
  return folder;
}

async function readFile(files: FileSource, path: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(path);
  } catch {
    return undefined; // whatever the reason, the file cannot be judged: the caller reports it
  }
}

function isWithinLimits(listed: readonly FileEntry[], faults: Faults): boolean {
  if (listed.length > DOSSIER_FILES_MAX) {
    faults.add("too-many-files", "", `expected at most ${DOSSIER_FILES_MAX} files, got ${listed.length}`);
    return false;
  }
  const large = listed.find(({ bytes }) => (bytes ?? 0) > DOSSIER_FILE_BYTES_MAX);
  if (large !== undefined) faults.add("too-large", large.path, `expected at most ${DOSSIER_FILE_BYTES_MAX} bytes`);
  const total = listed.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  if (total > DOSSIER_BYTES_MAX) faults.add("too-large", "", `expected at most ${DOSSIER_BYTES_MAX} bytes in all, got ${total}`);
  return large === undefined && total <= DOSSIER_BYTES_MAX;
}

function checkNames(listed: readonly FileEntry[], faults: Faults): void {
  const seen = new Map<string, string>();
  for (const { path, bytes } of listed) {
    if (!isDossierPath(path)) faults.add("bad-path", path, "expected letters, digits, dot, _ and - in parts joined by /");
    else if (bytes === null) faults.add("bad-path", path, "expected a plain file, got a link or a device");
    else if (!isKnownPath(path)) faults.add("unexpected", path, "no file of a dossier has this name");
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined) faults.add("equal-names", path, `equals ${twin} where letters have no case`);
    seen.set(path.toLowerCase(), path);
  }
}

const FIXED: ReadonlySet<string> = new Set(Object.values(DOSSIER));
const NUMBERED = /^data\/statements\/(?:0|[1-9][0-9]{0,15})\.(?:json|tlog-proof)$/;
const RULE = /^data\/rules\/[0-9a-f]{64}\.yml$/;
const PLAYBOOK = /^data\/playbooks\/[0-9a-f]{64}\.json$/;

function isKnownPath(path: string): boolean {
  return FIXED.has(path) || NUMBERED.test(path) || RULE.test(path) || path === ACTIONS_FILE || PLAYBOOK.test(path);
}

function checkPresence(paths: ReadonlySet<string>, faults: Faults): void {
  for (const path of [...FIXED, statementPath(0)]) if (!paths.has(path)) faults.add("missing", path, "a dossier has this file");
  for (const path of paths) {
    if (!NUMBERED.test(path)) continue;
    const index = indexOf(path);
    const other = path === statementPath(index) ? statementProofPath(index) : statementPath(index);
    if (!paths.has(other)) faults.add("missing", other, `${path} has no counterpart`);
  }
}

function indexOf(path: string): number {
  return Number(/(\d+)\./.exec(path)?.[1]);
}

/** The ledger indexes of the payload's statements, ascending. */
export function statementIndexes(folder: Folder): readonly number[] {
  return [...folder.keys()]
    .filter((path) => NUMBERED.test(path) && path.endsWith(".json"))
    .map(indexOf)
    .sort((left, right) => left - right);
}
