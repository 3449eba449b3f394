import { type Clock, Failure } from "../../lib/index.ts";
import type { Measure, Target } from "../../model/index.ts";
import type { Held } from "../actuator.ts";
import { type Acknowledged, formatAcknowledged, parseAcknowledged } from "../enforcer/acknowledged.ts";
import { formatTarget } from "../target.ts";
import type { StateFile } from "./state-file.ts";

type What = { readonly measure: Measure; readonly target: Target };

/** What others said that they hold for us, kept over a restart. */
export type AcknowledgedBook = {
  find(what: What): Acknowledged | undefined;
  put(entries: readonly Acknowledged[]): Promise<void>;
  drop(what: readonly What[]): Promise<void>;
  /** What has not ended; as far as it was said, for it cannot be read back. */
  held(): readonly Held[];
  ended(): readonly Acknowledged[];
};

/** Opens the book in a file. Throws CONFIG_INVALID for a file of ours that cannot be read. */
export async function openAcknowledgedBook(state: StateFile, clock: Clock): Promise<AcknowledgedBook> {
  const entries = new Map((await read(state)).map((entry) => [keyOf(entry), entry]));
  let last: Promise<void> = Promise.resolve();
  const write = () => {
    const next = last.then(() => state.write(formatAcknowledged([...entries.values()])));
    last = next.catch(() => undefined); // whoever asked hears of it
    return next;
  };
  const isOver = ({ expiresAtMs }: Acknowledged) => expiresAtMs <= clock();
  return {
    find: (what) => entries.get(keyOf(what)),
    put: async (some) => {
      for (const entry of some) entries.set(keyOf(entry), entry);
      if (some.length > 0) await write();
    },
    drop: async (some) => {
      const gone = some.filter((what) => entries.delete(keyOf(what)));
      if (gone.length > 0) await write();
    },
    held: () => [...entries.values()].filter((entry) => !isOver(entry)).map(asHeld),
    ended: () => [...entries.values()].filter(isOver),
  };
}

function keyOf({ measure, target }: What): string {
  return `${measure} ${formatTarget(target)}`;
}

function asHeld({ measure, target, expiresAtMs }: Acknowledged): Held {
  return { measure, target, expiresAtMs, dropped: null };
}

async function read(state: StateFile): Promise<readonly Acknowledged[]> {
  const bytes = await state.read();
  if (bytes === undefined) return [];
  const entries = parseAcknowledged(bytes);
  if (entries.ok) return entries.value;
  const { path, expected } = entries.fault;
  throw new Failure("CONFIG_INVALID", `could not read the file of what others hold: ${path}: expected ${expected}`);
}
