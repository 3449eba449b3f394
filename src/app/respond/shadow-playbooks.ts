import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../ledger/io/index.ts";
import { type Checked, Failure, no } from "../../lib/index.ts";
import { PLAYBOOK_BYTES_MAX, type Playbook, type PlaybookFault, parsePlaybook } from "../../respond/index.ts";

/** A playbook document as it was found. */
export type PlaybookFile = { readonly path: string; readonly read: Checked<Playbook, PlaybookFault> };

/** Playbooks that one folder may hold. */
const PLAYBOOKS_MAX = 1000;

/**
 * Every .yml, .yaml and .json file right under a folder, or the file itself, in the order of their names. What is no playbook is a fault
 * with its place. Throws PLAYBOOK_INVALID when the path cannot be read, or holds none or too many.
 */
export async function readPlaybookFiles(path: string): Promise<readonly PlaybookFile[]> {
  const paths = await playbookPaths(path);
  if (paths.length > PLAYBOOKS_MAX)
    throw new Failure("PLAYBOOK_INVALID", `expected at most ${PLAYBOOKS_MAX} playbooks in ${path}, got ${paths.length}`);
  const files: PlaybookFile[] = [];
  for (const one of paths) files.push({ path: one, read: await readOne(one) });
  return files;
}

/** As readPlaybookFiles, where every file must be one. Throws PLAYBOOK_INVALID with the first fault, and how many more there are. */
export async function readSoundPlaybooks(path: string): Promise<readonly Playbook[]> {
  const files = await readPlaybookFiles(path);
  const faults = files.flatMap(({ path: at, read }) =>
    read.ok ? [] : [`${at}, ${read.fault.where}: expected ${read.fault.expected}`],
  );
  const [first] = faults;
  const more = faults.length > 1 ? `; and ${faults.length - 1} more, see \`meridian playbook validate ${path}\`` : "";
  if (first !== undefined) throw new Failure("PLAYBOOK_INVALID", `${first}${more}`);
  return files.flatMap(({ read }) => (read.ok ? [read.value] : []));
}

async function playbookPaths(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
    if (names.length === 0) throw new Error("it holds no .yml, .yaml or .json file");
    return names.map((name) => join(path, name));
  } catch (error) {
    throw new Failure("PLAYBOOK_INVALID", `could not read playbooks in ${path}`, error);
  }
}

async function readOne(path: string): Promise<PlaybookFile["read"]> {
  try {
    const facts = await stat(path);
    const tooLarge = no<PlaybookFault>({
      kind: "bad-playbook",
      where: "the document",
      expected: `at most ${PLAYBOOK_BYTES_MAX} bytes`,
    });
    // Opening a pipe would wait for ever.
    if (!facts.isFile()) return no({ kind: "bad-playbook", where: "the document", expected: "a regular file" });
    if (facts.size > PLAYBOOK_BYTES_MAX) return tooLarge;
    return parsePlaybook(await readFile(path), sha256);
  } catch (error) {
    throw new Failure("PLAYBOOK_INVALID", `could not read ${path}`, error);
  }
}
