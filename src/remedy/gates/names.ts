/** A name without what makes one name look like two: width, case, white space, marks that are not seen. */
export function foldName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\p{Cc}]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

/** Names that differ, once each: ten copies of one source are one. */
export function differentNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(foldName))].filter((name) => name !== "");
}
