import { assert } from "../../lib/index.ts";

/** More elements than this are not remembered one by one. */
const KEYS_MAX = 1_200_000;

/**
 * Which elements may be in the kernel. One that certainly is not needs no care for an old timeout, which makes a bulk three times
 * cheaper. When in doubt, an element is not fresh; that is always right, only slower.
 */
export type Acquainted = {
  isFresh(key: string): boolean;
  /** To be called before the element is sent. */
  meet(key: string): void;
  /** The table was just made: nothing is in it. */
  startEmpty(): void;
  /** To be called before the kernel is listed; what it gives takes the keys that were held, for good. */
  startListing(): (held: Set<string>) => void;
};

/** Knows nothing yet, so nothing is fresh. */
export function createAcquainted(keysMax: number = KEYS_MAX): Acquainted {
  assert(keysMax > 0, "room for a key");
  let met = new Set<string>();
  let knowsAll = false;
  /** What was sent since the last listing began: it may be held though the listing does not say so. */
  let recent = new Set<string>();
  return {
    isFresh: (key) => knowsAll && !met.has(key),
    meet(key) {
      if (met.size >= keysMax) knowsAll = false;
      else met.add(key);
      if (recent.size < keysMax) recent.add(key);
      else knowsAll = false;
    },
    startEmpty() {
      met = new Set();
      recent = new Set();
      knowsAll = true;
    },
    startListing() {
      const since = new Set<string>();
      recent = since;
      return (held) => {
        if (recent !== since) return;
        met = held;
        for (const key of since) met.add(key);
        knowsAll = met.size < keysMax;
        recent = new Set();
      };
    },
  };
}
