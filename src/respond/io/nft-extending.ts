import { parseJson } from "../../lib/index.ts";
import type { Extending } from "../nft/index.ts";
import { readNft } from "./nft-process.ts";

const PROBE = "probe";
const FIRST_S = 3600;
const SECOND_S = 7200;

/**
 * Whether this kernel changes the timeout of an element that is there (Linux 6.12 and later), or leaves it alone: tried out on a set
 * that exists for these milliseconds only. When in doubt, "replace", which works everywhere.
 */
export async function probeExtending(
  { nft, table }: { readonly nft: string; readonly table: string },
  write: (line: string) => Promise<string>,
): Promise<Extending> {
  const add = (seconds: number) => `add element inet ${table} ${PROBE} { 192.0.2.1 timeout ${seconds}s expires ${seconds}s }`;
  const made = await write(`add set inet ${table} ${PROBE} { type ipv4_addr; flags timeout; size 1; }; ${add(FIRST_S)}`);
  const changed = made === "" ? await write(add(SECOND_S)) : made;
  const listed = changed === "" ? await readNft(nft, ["-j", "list", "set", "inet", table, PROBE], 5_000) : "";
  if (made === "") await write(`delete set inet ${table} ${PROBE}`);
  const parsed = parseJson(listed);
  return parsed.ok && listed.includes(`"timeout": ${SECOND_S}`) ? "in-place" : "replace";
}
