import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { createLawBook, type LawBook, type LawPack, type PackFault, readLawPack } from "../../law/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, textOf, toHex } from "../../lib/index.ts";
import type { AssessedWith, Digest } from "../../model/index.ts";
import { LAW_PACKS } from "../installation.ts";

/** Files of packs that are read in one go, at most, and folders in each other. */
const PACK_FILES_MAX = 2000;
const FOLDER_DEPTH_MAX = 8;

/** A pack with where it was read from; `path` as people know it. */
export type PackFile = { readonly path: string; readonly text: string; readonly sha256: Digest };
export type ReadPack = PackFile & { readonly pack: LawPack };

/** The law that a case is held against. `with`: the packs that answers can come from, by name; cases of packs are none of them. */
export type LoadedLaw = {
  readonly book: LawBook;
  readonly packs: readonly ReadPack[];
  readonly with: AssessedWith["packs"];
};

/** Every YAML file of folders and files, folders all the way down, in the order of their paths. Throws PACKS_UNREADABLE. */
export async function packFiles(paths: readonly string[]): Promise<readonly PackFile[]> {
  const found = (await Promise.all(paths.map((path) => filesUnder(path, 0)))).flat();
  if (found.length > PACK_FILES_MAX) throw new Failure("PACKS_UNREADABLE", `more than ${PACK_FILES_MAX} packs`);
  return Promise.all(found.map(readPackFile));
}

async function filesUnder(path: string, depth: number): Promise<readonly string[]> {
  const about = await stat(path).catch((error: unknown) => {
    throw new Failure("PACKS_UNREADABLE", `could not read ${path}`, error);
  });
  if (!about.isDirectory()) return [path];
  if (depth > FOLDER_DEPTH_MAX) throw new Failure("PACKS_UNREADABLE", `folders nest too deep at ${path}`);
  const entries = await readdir(path, { withFileTypes: true });
  const inside = entries.filter((entry) => entry.isDirectory() || (entry.isFile() && /\.ya?ml$/.test(entry.name)));
  const names = inside.map(({ name }) => name).sort();
  return (await Promise.all(names.map((name) => filesUnder(join(path, name), depth + 1)))).flat();
}

async function readPackFile(path: string): Promise<PackFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure("PACKS_UNREADABLE", `could not read ${path}`, error);
  });
  const text = textOf(bytes);
  if (text === undefined) throw new Failure("PACKS_UNREADABLE", `expected UTF-8 in ${path}`);
  return { path, text, sha256: toHex(sha256(bytes)) as Digest };
}

/** A pack that was read before is not parsed again: by the digest of its text. */
const parsed = new Map<string, LawPack>();
/** And the law of the last packs that were joined. */
let joined: { readonly key: string; readonly law: LoadedLaw } | undefined;

/** What a pack of cases says of itself in a line of its own: half of what ships are cases, which answer nothing. */
const CASES = /^kind: *cases *$/m;

/** Reads packs and joins them, the cases that they carry only when asked for. Throws PACKS_UNREADABLE with the file and the place. */
export async function loadLaw(paths: readonly string[] = [LAW_PACKS], wanted: "law" | "cases too" = "law"): Promise<LoadedLaw> {
  const files = (await packFiles(paths)).filter(({ text }) => wanted === "cases too" || !CASES.test(text));
  const packs = files.map((file): ReadPack => ({ ...file, pack: parsePack(file) }));
  const key = packs.map((pack) => pack.sha256).join();
  if (joined?.key === key) return { ...joined.law, packs };
  const book = createLawBook(packs.map(({ pack }) => pack));
  if (!book.ok) throw new Failure("PACKS_UNREADABLE", `the packs do not fit together: ${faultText(book.fault)}`);
  const law = { book: book.value, packs, with: packs.flatMap(boundTo).sort((a, b) => (a.pack < b.pack ? -1 : 1)) };
  joined = { key, law };
  return law;
}

/** Parses a pack, once for the same bytes. Throws PACKS_UNREADABLE with the file and the place. */
export function parsePack(file: PackFile): LawPack {
  const known = parsed.get(file.sha256);
  if (known !== undefined) return known;
  const read = readLawPack(file.text);
  if (!read.ok) throw new Failure("PACKS_UNREADABLE", `${shortPath(file.path)}: ${faultText(read.fault)}`);
  if (parsed.size >= PACK_FILES_MAX) parsed.clear();
  parsed.set(file.sha256, read.value);
  return read.value;
}

function boundTo({ pack, sha256: digest }: ReadPack): AssessedWith["packs"] {
  return pack.kind === "cases" ? [] : [{ pack: pack.pack, version: pack.version, sha256: digest }];
}

/** A fault as people read it. */
export function faultText({ at, expected }: PackFault): string {
  return `expected ${expected} at ${at}`;
}

/** A shipped pack's path below the folder of packs; another's whole path. */
export function shortPath(path: string): string {
  const below = relative(LAW_PACKS, path);
  return below.startsWith("..") ? path : `law/${below}`;
}
