import type { Complaint } from "../nft/index.ts";
import type { Settled, Wanted } from "./nft-queue.ts";

/** Lines spent on finding what is wrong with one batch: enough to single out a few of 1,000. */
const LINES_MAX = 96;

/** Carries out a part of the batch; undefined when nft had nothing to say against it. */
type Attempt = (wanted: readonly Wanted[]) => Promise<Complaint | undefined>;

/** Halves what was refused until each order has its own outcome; when too many are wrong, those left share the last reason. */
export function bisect(wanted: readonly Wanted[], complaint: Complaint, attempt: Attempt): Promise<readonly Settled[]> {
  let lines = LINES_MAX;
  const settle = async (part: readonly Wanted[], said: Complaint): Promise<readonly Settled[]> => {
    if (part.length === 1 || lines <= 0) return part.map(() => ({ reason: said.reason, unreachable: false }));
    const middle = Math.ceil(part.length / 2);
    const settled: Settled[] = [];
    for (const half of [part.slice(0, middle), part.slice(middle)]) {
      lines--;
      const again = await attempt(half);
      settled.push(...(again === undefined ? half.map(() => null) : await settle(half, again)));
    }
    return settled;
  };
  return settle(wanted, complaint);
}
