/** Letters of other alphabets that look like Latin ones, after lower-casing, and those. */
const ALIKE = new Map<string, string>([..."аеорсухіјѕοανρτκι"].map((letter, at) => [letter, "aeopcyxijsoavptki"[at] ?? ""]));

/**
 * By what two names of an origin count as one: compatibility forms, case, marks that are not seen, white space, look-alikes and dots at the end are
 * not told apart. To take two sources for one costs support; to take one for two would manufacture it.
 */
export function originKey(origin: string): string {
  const folded = origin.normalize("NFKC").toLowerCase().normalize("NFKC");
  const seen = folded.replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\s]/gu, "");
  return [...seen]
    .map((letter) => ALIKE.get(letter) ?? letter)
    .join("")
    .replace(/(?<!\.)\.+$/, "");
}
