import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SiteContent } from "../api/index.ts";
import { dossiersDirectory, homePage, type Node } from "../app/index.ts";
import type { CasePredicate, CoveragePredicate } from "../model/index.ts";

export type Shown = {
  readonly plan: {
    readonly title: string;
    readonly node: { readonly party: { readonly name: string; readonly exercise: boolean } };
  };
  readonly node: Node;
  /** A line about each alarm that waits for an answer. */
  readonly alarms: readonly string[];
  readonly coverage: CoveragePredicate;
  readonly cases: readonly CasePredicate[];
  readonly folders: ReadonlyMap<string, string>;
};

/** What a start serves: its front page, and the files of the dossiers that it published and of no other folder. */
export function siteContent({ plan, node, alarms, coverage, cases, folders }: Shown): SiteContent {
  const names = new Set([...folders.values()].map((folder) => basename(folder)));
  const home = homePage({
    title: plan.node.party.name,
    exercise: plan.node.party.exercise,
    ledger: node.ledger,
    alarms,
    coverage,
    cases: cases.map(({ case: id, title, level, timeline }) => {
      const folder = folders.get(id);
      return {
        id,
        title,
        level,
        findings: timeline.length,
        href: folder === undefined ? null : `/dossiers/${basename(folder)}/index.html`,
      };
    }),
  });
  return {
    home: () => home,
    dossierFile: async (folder, path) =>
      names.has(folder) ? readOrUndefined(join(dossiersDirectory(node.dataDirectory), folder, path)) : undefined,
  };
}

async function readOrUndefined(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
