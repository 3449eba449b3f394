import { z } from "zod";
import type { LawText } from "../../model/index.ts";
import { caseCall } from "../case/call.ts";
import { loadLaw, shortPath } from "./packs.ts";

/** A pack in a list. */
export type ListedPack = {
  readonly path: string;
  readonly kind: string;
  readonly pack: string;
  readonly version: string;
  readonly title: LawText;
  readonly sha256: string;
  /** Ids of its rules, of the questions they ask and of its evidence kinds; of a position, of the points of law that it answers. */
  readonly ids: readonly string[];
};

/** The packs that cases are held against. */
export type ToldPacks = { readonly packs: readonly ListedPack[]; readonly positions: readonly string[] };

/** Lists the packs of law that are used. */
export const packsCall = caseCall({
  name: "packs",
  about: "all",
  does: "reads",
  input: z.strictObject({}),
  run: async ({ packs }): Promise<ToldPacks> => listPacks(packs ?? []),
});

/** Lists the packs of folders and files; those that ship when none is named. Throws PACKS_UNREADABLE. */
export async function listPacks(paths: readonly string[]): Promise<ToldPacks> {
  const { packs, book } = await loadLaw(paths.length === 0 ? undefined : paths, "cases too");
  const listed = packs.map(({ path, sha256, pack }) => {
    const { kind, version, title } = pack;
    return { path: shortPath(path), kind, pack: pack.pack, version, title, sha256, ids: idsOf(pack) };
  });
  return { packs: listed, positions: [...book.positions.keys()].sort() };
}

type Pack = Awaited<ReturnType<typeof loadLaw>>["packs"][number]["pack"];

function idsOf(pack: Pack): readonly string[] {
  switch (pack.kind) {
    case "rules":
    case "proposal":
      return [...Object.keys(pack.rules), ...Object.keys(pack.elements), ...Object.keys(pack.law)];
    case "position":
      return Object.keys(pack.law);
    case "evidence-kinds":
      return Object.keys(pack.kinds);
    case "cases":
      return Object.keys(pack.cases);
  }
}
