/** Runs `work` after all earlier work under the same name has ended; undefined when too much is waiting there. */
export type Turns = <Value>(name: string, work: () => Promise<Value>) => Promise<Value> | undefined;

/** Most requests that wait for one log; each holds its body. */
const WAITING_MAX = 64;

type Line = { last: Promise<unknown>; waiting: number };

/** Takes turns within this process, so that requests for one log do not spend signatures on races that the store decides. */
export function createTurns(): Turns {
  const lines = new Map<string, Line>();
  return (name, work) => {
    const line = lines.get(name) ?? { last: Promise.resolve(), waiting: 0 };
    if (line.waiting === WAITING_MAX) return undefined;
    lines.set(name, line);
    line.waiting++;
    const leave = () => {
      if (--line.waiting === 0) lines.delete(name);
    };
    const turn = line.last.then(work).finally(leave);
    // What went wrong in one turn is told to who asked for it, not to the next.
    line.last = turn.catch(() => undefined);
    return turn;
  };
}
