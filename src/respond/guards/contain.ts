import { isWithin, parseNetwork } from "../../lib/index.ts";

/** True when all of the network `inner` lies in `outer`; texts that are no networks contain nothing. */
export function isWithinNetwork(outer: string, inner: string): boolean {
  const [wide, narrow] = [parseNetwork(outer), parseNetwork(inner)];
  return wide !== undefined && narrow !== undefined && wide.bits <= narrow.bits && isWithin(wide, narrow.base);
}
