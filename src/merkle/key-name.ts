import { utf8 } from "../lib/index.ts";

/** Longest key name and log origin: the ML-DSA-44 message gives each one length byte (c2sp.org/tlog-cosignature). */
export const NAME_BYTES_MAX = 255;

// c2sp.org/signed-note §Format: no Unicode space, no "+"; control characters cannot stand in a note at all.
const NOT_IN_NAMES = /[\p{White_Space}+\u0000-\u001f\u007f]/u;

/** May `name` stand in a signature line? Our limit of 255 bytes is what a cosignature can carry. */
export function isKeyName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !NOT_IN_NAMES.test(name) && utf8(name).length <= NAME_BYTES_MAX;
}
