import { LAW_PACKS } from "../installation.ts";
import { packFiles, shortPath } from "./packs.ts";

/** Of the packs that ship, those that no answer may do without: not cases, and no drafts. */
const ANSWERS = /^kind: *(rules|position|evidence-kinds) *$/m;

/**
 * The first pack that ships and is not among `paths` with the same bytes: a rule made loose, or a holder left out, would open answers that are shut. Packs of
 * one's own may stand beside them. Undefined stands for the packs that ship; null says that none is lost.
 */
export async function lostShippedPack(paths: readonly string[] | undefined): Promise<string | null> {
  if (paths === undefined) return null;
  const used = new Set((await packFiles(paths)).map(({ sha256 }) => sha256));
  const shipped = (await packFiles([LAW_PACKS])).filter(({ text }) => ANSWERS.test(text));
  const lost = shipped.find(({ sha256 }) => !used.has(sha256));
  return lost === undefined ? null : shortPath(lost.path);
}
