import { parseHex, textOf } from "../../lib/index.ts";
import { MACHINE_ACCOUNTS, SENSITIVE_KINDS, USER_NAME } from "./kinds.ts";

/** How many of a kind stand in one place. Never what they say. */
export type Sighting = { readonly kind: string; readonly where: string; readonly count: number };

/** Bytes to look through, and the name of the place for the list that a person reads. */
export type Place = { readonly where: string; readonly bytes: Uint8Array };

/** People's account names among `user:` entities, lower-case; accounts of machines left out. */
export function personalNames(entities: readonly string[]): readonly string[] {
  return entities
    .filter((entity) => entity.startsWith("user:"))
    .map((entity) => entity.slice("user:".length).toLowerCase())
    .map((name) => name.split("\\").at(-1) ?? name)
    .filter((name) => name.length >= 3 && !/^\d+$/.test(name) && !name.endsWith("$") && !MACHINE_ACCOUNTS.has(name));
}

/** Every kind that stands in `place`, by form and by the account names given. Same bytes, same list. */
export function scanPlace({ where, bytes }: Place, names: readonly string[]): readonly Sighting[] {
  const text = readable(bytes);
  const counts = new Map<string, number>();
  for (const { kind, pattern, counts: isOne } of SENSITIVE_KINDS) {
    const found = [...text.matchAll(pattern)].filter(([match]) => isOne?.(match) ?? true).length;
    if (found > 0) counts.set(kind, (counts.get(kind) ?? 0) + found);
  }
  const lower = text.toLowerCase();
  const named = names.reduce((sum, name) => sum + occurrences(lower, name), 0);
  if (named > 0) counts.set(USER_NAME, named);
  return [...counts].map(([kind, count]) => ({ kind, where, count }));
}

const ESCAPED_SLASH = /\\\//g;
// auditd writes what a user typed in hexadecimal (audit-userspace, interpretation of encoded fields).
const AUDIT_HEX = /\b(?:proctitle|cmd|data|name|exe|cwd|comm|acct|a\d{1,3})=((?:[0-9A-F]{2}){4,})\b/g;

/** The text as its readers see it, with the hexadecimal fields of auditd written out at its end. */
function readable(bytes: Uint8Array): string {
  const text = (textOf(bytes) ?? latin1(bytes)).replace(ESCAPED_SLASH, "/");
  const hidden = [...text.matchAll(AUDIT_HEX)].map(([, digits]) => {
    const decoded = parseHex((digits ?? "").toLowerCase());
    return decoded.ok ? latin1(decoded.value.map((byte) => (byte === 0 ? 0x20 : byte))) : "";
  });
  return hidden.length === 0 ? text : `${text}\n${hidden.join("\n")}`;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const PART_OF_NAME = /[a-z0-9_-]/;

function occurrences(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + name.length] ?? " ";
    if (!PART_OF_NAME.test(before) && !PART_OF_NAME.test(after)) count++;
  }
  return count;
}
