import type { Fields } from "../../../model/index.ts";
import { type Facts, said } from "../facts.ts";
import type { NodeRef } from "../store.ts";

/** Logon sessions of the machine itself and its two service accounts: everything runs in them, so they explain nothing. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(["0x0", "0x3e7", "0x3e4", "0x3e5", "999", "996", "997"]);

/** A logon session; undefined for those of the machine. */
export function sessionNode(facts: Facts, host: number, logonId: string | undefined): NodeRef | undefined {
  const id = logonId?.toLowerCase();
  return id === undefined || OF_THE_MACHINE.has(id) ? undefined : facts.node("session", host, id);
}

const NOBODY: ReadonlySet<string> = new Set([
  "system",
  "local service",
  "network service",
  "anonymous logon",
  "iusr",
  "window manager",
  "font driver host",
]);

/** An account by the fields that name it; undefined for the machine's own. Domains count by their first label, as logs write both. */
export function accountNode(facts: Facts, host: number, fields: Fields, prefix: "Target" | "Subject"): NodeRef | undefined {
  const name = said(fields, `${prefix}UserName`);
  return name === undefined ? undefined : accountNamed(facts, host, name, said(fields, `${prefix}DomainName`));
}

/** An account of Windows by name and domain. */
export function accountNamed(facts: Facts, host: number, name: string, domain: string | undefined): NodeRef | undefined {
  const low = name.toLowerCase();
  const at = low.indexOf("@");
  const bare = at > 0 ? low.slice(0, at) : low;
  if (NOBODY.has(bare) || bare.endsWith("$") || /^(?:dwm|umfd)-[0-9]+$/.test(bare)) return undefined;
  const realm = (at > 0 ? low.slice(at + 1) : (domain ?? "").toLowerCase()).split(".", 1)[0] ?? "";
  const local = realm === "" || facts.store.texts.get(host).split(".", 1)[0] === realm;
  return facts.node("account", local ? host : 0, local ? bare : `${realm}\\${bare}`);
}
