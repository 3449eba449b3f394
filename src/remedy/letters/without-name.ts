/**
 * A text with something else wherever a name stands as a word of its own, however it was spelled: width, case, white space and marks that are not seen
 * apart. Names in scripts without spaces are found inside words too.
 */
export function withoutName(text: string, name: string, instead: string): string {
  const sought = plain(name).toLowerCase();
  const whole = plain(text);
  const lower = whole.toLowerCase();
  if (sought === "" || !lower.includes(sought)) return text;
  // Lower case can change a text's length; then places in one are none in the other, and the whole text gives way.
  if (lower.length !== whole.length) return instead;
  let out = "";
  let done = 0;
  for (let at = lower.indexOf(sought); at !== -1; at = lower.indexOf(sought, at + 1)) {
    if (at < done || !standsAlone(lower, at, sought)) continue;
    out += whole.slice(done, at) + instead;
    done = at + sought.length;
  }
  return out + whole.slice(done);
}

/** The same for several names, the longest first. */
export function withoutNames(text: string, names: readonly string[], instead: string): string {
  const whole = plain(text).toLowerCase();
  const there = names.filter((name) => whole.includes(plain(name).toLowerCase()));
  return there.toSorted((a, b) => b.length - a.length).reduce((rest, name) => withoutName(rest, name, instead), text);
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

function standsAlone(text: string, at: number, name: string): boolean {
  if (/\p{Lo}/u.test(name)) return true;
  return !/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(at + name.length));
}
