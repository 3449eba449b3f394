/** Runs `work` on each item, at most `width` at the same time; the results are in the order of the items. */
export async function mapAtMost<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += width) {
    results.push(...(await Promise.all(items.slice(at, at + width).map(work))));
  }
  return results;
}

/** Runs work one after the other for each key, and side by side for different keys. */
export function keyedTurns(): <Value>(key: string, work: () => Promise<Value>) => Promise<Value> {
  const lasts = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (lasts.get(key) ?? Promise.resolve()).then(work);
    const last = turn
      .catch(() => undefined) // whoever asked hears of it
      .finally(() => {
        if (lasts.get(key) === last) lasts.delete(key);
      });
    lasts.set(key, last);
    return turn;
  };
}
