import type { ActionPredicate, PlaybookPredicate } from "../../model/index.ts";
import { decide, formatCacao, type Playbook } from "../../respond/index.ts";
import type { PlaybookShelf } from "./ports.ts";
import { readSoundPlaybooks } from "./shadow-playbooks.ts";

/** A playbook that came into force, or went. */
export type PlaybookChange = { readonly playbook: Playbook; readonly event: PlaybookPredicate["event"] };

/** Tells what changed, before it is in force. */
export type TellChanges = (changes: readonly PlaybookChange[]) => Promise<void>;

/** The playbooks under the given paths. Throws PLAYBOOK_INVALID when one of them is none. */
export async function openShelf(paths: readonly string[], tell: TellChanges): Promise<PlaybookShelf> {
  let playbooks: readonly Playbook[] = [];
  const reload = async () => {
    const read = await readAll(paths);
    const [before, after] = [digestsOf(playbooks), digestsOf(read)];
    await tell([
      ...playbooks.filter(({ digest }) => !after.has(digest)).map((playbook) => ({ playbook, event: "withdrawn" as const })),
      ...read.filter(({ digest }) => !before.has(digest)).map((playbook) => ({ playbook, event: "in-force" as const })),
    ]);
    playbooks = read;
  };
  await reload();
  return {
    decide: (facts, context) => decide(playbooks, facts, context),
    list: () => playbooks.map(({ id, name, digest }) => ({ id, name, digest })),
    reload,
    personsOf: (playbook) => personsOf(playbooks, playbook),
  };
}

async function readAll(paths: readonly string[]): Promise<readonly Playbook[]> {
  const byId = new Map<string, Playbook>();
  for (const path of paths) for (const playbook of await readSoundPlaybooks(path)) byId.set(playbook.id, playbook);
  return [...byId.values()];
}

function digestsOf(playbooks: readonly Playbook[]): ReadonlySet<string> {
  return new Set(playbooks.map(({ digest }) => digest));
}

/** The most that the step asks for on any rung: of a restart nobody knows which it was, and more persons is the safe mistake. */
function personsOf(playbooks: readonly Playbook[], playbook: ActionPredicate["playbook"]): number {
  const plan = playbooks.find(({ digest }) => digest === playbook?.digest)?.plan;
  const step = plan?.steps.find(({ id }) => id === playbook?.step);
  const asked = plan?.approve.map(({ persons }) => persons) ?? [];
  const rungs = step?.kind === "measure" ? step.ladder.map(({ persons }) => persons) : [];
  return Math.max(1, ...asked, ...rungs);
}

/** The document of a playbook, as it is kept in the data directory. */
export function playbookDocument(playbook: Playbook): { readonly path: string; readonly bytes: Uint8Array } {
  return { path: `playbooks/${playbook.digest}.json`, bytes: formatCacao(playbook) };
}
