/** Something that does one job at a time, such as a thread. */
export type Hand<Job, Result> = { readonly take: (job: Job) => Promise<Result> };

/**
 * Gives the jobs to whichever hand is free and their results in the order of the jobs. At most `ahead` results wait for one that is late;
 * jobs are asked for only when there is a hand and room. The first failure ends it, once every hand has put down what it holds.
 */
export async function* inOrder<Job, Result>(
  jobs: AsyncIterator<Job>,
  hands: readonly Hand<Job, Result>[],
  ahead: number,
): AsyncGenerator<Result> {
  const idle = [...hands];
  const results: Promise<Result>[] = [];
  const busy = new Set<Promise<void>>();
  const give = (hand: Hand<Job, Result>, job: Job): void => {
    const result = hand.take(job);
    const put = result
      .then(
        () => undefined,
        () => undefined, // the failure is in `results` and comes out in its turn
      )
      .finally(() => {
        busy.delete(put);
        idle.push(hand);
      });
    busy.add(put);
    results.push(result);
  };
  try {
    for (let next = await jobs.next(); next.done !== true; next = await jobs.next()) {
      while (idle.length === 0 || results.length >= ahead) {
        if (results.length >= ahead) yield await (results.shift() as Promise<Result>);
        else await Promise.race(busy);
      }
      give(idle.shift() as Hand<Job, Result>, next.value);
    }
    for (let result = results.shift(); result !== undefined; result = results.shift()) yield await result;
  } finally {
    await Promise.all(busy);
    await Promise.allSettled(results);
  }
}
