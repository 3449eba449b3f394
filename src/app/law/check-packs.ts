import { checkPacks, createLawBook, type LawPack, readLawPack, runCase } from "../../law/index.ts";
import { LAW_PACKS } from "../installation.ts";
import { lineOf } from "./pack-lines.ts";
import { faultText, type PackFile, packFiles, shortPath } from "./packs.ts";

/** Something about a pack that somebody has to look at. `error`: it cannot be used, or one of its own cases does not come out. */
export type CheckedPack = {
  readonly path: string;
  /** Where in the pack, and in which line, counted from 1, where that is known. */
  readonly at: string;
  readonly line?: number;
  readonly level: "error" | "warning";
  readonly what: string;
};

/** What came of checking packs. */
export type ToldCheck = {
  readonly packs: number;
  readonly cases: number;
  readonly findings: readonly CheckedPack[];
};

type Read = { readonly file: PackFile; readonly pack: LawPack };

/**
 * Reads packs, joins them, and runs the cases that they carry. Those of other folders are checked together with the packs that ship, whose rules and evidence
 * kinds they may use. `today` (ISO date) stands in for a case without a day. Throws PACKS_UNREADABLE for a path that cannot be read.
 */
export async function checkPackFiles(paths: readonly string[], today: string): Promise<ToldCheck> {
  const files = await packFiles(paths.length === 0 ? [LAW_PACKS] : paths);
  const findings: CheckedPack[] = [];
  const read = files.flatMap((file) => readOne(file, findings));
  const beside = paths.length === 0 ? [] : (await packFiles([LAW_PACKS])).flatMap((file) => readOne(file, []));
  const own = new Set(read.map(({ pack }) => pack.pack));
  const others = beside.filter(({ pack }) => !own.has(pack.pack));
  const alone = createLawBook(read.map(({ pack }) => pack));
  const book = alone.ok ? alone : createLawBook([...others, ...read].map(({ pack }) => pack));
  if (!book.ok)
    return {
      packs: files.length,
      cases: 0,
      findings: [...findings, { path: "", ...errorAt(book.fault.at, faultText(book.fault)) }],
    };
  // Ids are shared over all packs, so all are looked at together, and only what was asked about is told.
  const fileOf = new Map(read.map(({ file, pack }) => [pack.pack, file]));
  for (const { pack, ...said } of checkPacks([...others, ...read].map((one) => one.pack))) {
    const file = fileOf.get(pack);
    if (file !== undefined) findings.push({ path: shortPath(file.path), ...said, ...lineAt(file.text, said.at) });
  }
  const cases = read.flatMap(({ file, pack }) =>
    pack.kind === "cases" ? Object.entries(pack.cases).map(([id, one]) => ({ file, id, one })) : [],
  );
  for (const { file, id, one } of cases)
    for (const { rule, position, expected, came } of runCase(book.value, one, today))
      findings.push({
        path: shortPath(file.path),
        ...errorAt(
          `cases.${id}`,
          `${rule}${position === null ? "" : ` for ${position}`}: expected ${expected}, came ${came}`,
          file.text,
        ),
      });
  return { packs: files.length, cases: cases.length, findings };
}

function readOne(file: PackFile, findings: CheckedPack[]): readonly Read[] {
  const pack = readLawPack(file.text);
  if (pack.ok) return [{ file, pack: pack.value }];
  findings.push({ path: shortPath(file.path), ...errorAt(pack.fault.at, faultText(pack.fault), file.text) });
  return [];
}

function errorAt(at: string, what: string, text = ""): Omit<CheckedPack, "path"> {
  return { at, level: "error", what, ...lineAt(text, at) };
}

function lineAt(text: string, at: string): Pick<CheckedPack, "line"> {
  const told = /^line (\d+)$/.exec(at)?.[1];
  const line = told === undefined ? lineOf(text, at) : Number(told);
  return line === null ? {} : { line };
}
