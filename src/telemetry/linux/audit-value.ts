import { parseHex, textOf } from "../../lib/index.ts";
import type { FieldValue } from "../../model/index.ts";
import type { AuditPair } from "./audit-line.ts";

/** Fields that the kernel writes as hexadecimal when they hold a space, a quote or anything not printable (audit-userspace typetab.h). */
const ENCODED: ReadonlySet<string> = new Set(
  "acct cgroup cmd comm cwd data dir device exe file grp key name new new_group ocomm path proctitle root_dir sw vm watch".split(
    " ",
  ),
);
const ARGUMENT = /^a[0-9]+(?:\[[0-9]+\])?$/;
const HEX = /^(?:[0-9A-F]{2})+$/;

/** What the value says: hexadecimal text undone, "(null)" and "?" as null, the keys of several rules as a list. */
export function auditValue(pair: AuditPair, recordType: string): FieldValue {
  if (!pair.bare) return pair.value;
  if (pair.value === "(null)" || pair.value === "(none)" || pair.value === "?") return null;
  const encoded = ENCODED.has(pair.name) || (recordType === "EXECVE" && ARGUMENT.test(pair.name));
  const text = encoded ? decodeHex(pair.value) : undefined;
  if (text === undefined) return pair.value;
  if (pair.name === "key") return text.includes("\u0001") ? text.split("\u0001") : text;
  return pair.name === "proctitle" ? text.replace(/\0+$/, "").replaceAll("\0", " ") : text;
}

/** The text of upper-case hexadecimal; undefined when it is not that, or not UTF-8. */
export function decodeHex(value: string): string | undefined {
  if (!HEX.test(value)) return undefined;
  const bytes = parseHex(value.toLowerCase());
  return bytes.ok ? textOf(bytes.value) : undefined;
}

export type SocketAddress = {
  readonly saddr_fam: string;
  readonly laddr?: string;
  readonly lport?: number;
  readonly path?: string;
};

/** A struct sockaddr in hexadecimal, as a little-endian kernel wrote it, with the names of auditd's own interpretation. */
export function socketAddress(value: string): SocketAddress | undefined {
  const bytes = HEX.test(value) ? parseHex(value.toLowerCase()) : undefined;
  if (!bytes?.ok || bytes.value.length < 2) return undefined;
  const view = new DataView(bytes.value.buffer);
  const family = view.getUint16(0, true);
  if (family === 2 && view.byteLength >= 8) {
    return { saddr_fam: "inet", laddr: [4, 5, 6, 7].map((at) => view.getUint8(at)).join("."), lport: view.getUint16(2) };
  }
  if (family === 10 && view.byteLength >= 24) {
    return {
      saddr_fam: "inet6",
      laddr: ipv6(Array.from({ length: 8 }, (_, group) => view.getUint16(8 + 2 * group))),
      lport: view.getUint16(2),
    };
  }
  return family === 1 ? { saddr_fam: "local", path: unixPath(bytes.value.subarray(2)) } : undefined;
}

// unix(7): a path ends at the first NUL; an abstract name begins with one, and "@" is how it is written.
function unixPath(bytes: Uint8Array): string {
  const abstract = bytes[0] === 0;
  const name = abstract ? bytes.subarray(1) : bytes;
  const end = name.indexOf(0);
  const text = textOf(end < 0 ? name : name.subarray(0, end)) ?? "";
  return abstract ? `@${text}` : text;
}

/** RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals, becomes "::". */
function ipv6(groups: readonly number[]): string {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  return best.at < 0 ? text(groups) : `${text(groups.slice(0, best.at))}::${text(groups.slice(best.at + best.length))}`;
}
