const NEAR_UNITS_MAX = 64;

/** How many letters must be put in, taken out or changed to make one word of the other; Infinity for long ones. */
function editDistance(left: string, right: string): number {
  if (left.length > NEAR_UNITS_MAX || right.length > NEAR_UNITS_MAX) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const changed = (row[to - 1] as number) + (left[at - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] as number) + 1, (next[to - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}

/** The word that `word` is most likely a slip of: the same but for case, blanks and underscores, else at most two letters off. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const plain = plainWord(word);
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(word.length / 3));
  for (const candidate of words) {
    if (candidate === word) continue;
    const distance = plainWord(candidate) === plain ? 0 : editDistance(candidate.toLowerCase(), word.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[ _-]/g, "");
}

/** The same as words after a semicolon that a message may end with; empty when nothing is near. */
export function sayMeant(word: string, words: Iterable<string>): string {
  const near = nearest(word, words);
  return near === undefined ? "" : `; is ${near} meant?`;
}
