import { tableOf } from "../../lib/index.ts";
import { checkExtended, checkReferences, identifier, time } from "./cacao-types.ts";
import type { Cursor } from "./cursor.ts";
import { refuse } from "./cursor.ts";
import { IDENTIFIER, typeOf } from "./ids.ts";

const TEXT_MAX = 100_000;
const LIST_MAX = 1_000;

function* defined(node: Cursor | undefined, max: number, types: readonly string[] | null): Generator<readonly [string, Cursor]> {
  for (const [id, one] of node?.members(max) ?? []) {
    const type = typeOf(id);
    if (!IDENTIFIER.test(id) || (types !== null && !types.includes(type))) {
      refuse(one.path, types === null ? "a name that is type--UUID" : `a name such as ${types.join("--UUID or ")}--UUID`);
    }
    const stated = one.need("type");
    // An agent's type is an open vocabulary: who makes up its own need not name its objects by it.
    if (types !== null && stated.text() !== type) stated.refuse(`${type}, as its name says`);
    yield [stated.words(200), one];
  }
}

/** §8. */
export function checkExtensions(node: Cursor | undefined, max: number): void {
  for (const [, one] of defined(node, max, ["extension-definition"])) {
    one.only("type", "name", "description", "created_by", "schema", "version", "external_references");
    for (const name of ["name", "schema", "version"]) one.need(name).words();
    one.find("description")?.text(TEXT_MAX);
    identifier(one.need("created_by"), "identity");
    checkReferences(one.find("external_references"));
  }
}

const OF_AUTHENTICATION: ReadonlyMap<string, readonly string[]> = tableOf({
  "http-basic": ["user_id", "password"],
  oauth2: ["oauth_header", "token"],
  "user-auth": ["username", "password"],
});
const SECRETS = ["password", "token"];
/** A variable's value is not the secret itself (§10.18.2). */
const REFERENCE = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__:value$/;

/** §6. A secret in a playbook is a secret in a ledger: it is refused, and never shown. */
export function checkAuthentication(node: Cursor | undefined, max: number): void {
  const common = ["type", "name", "description", "kms", "kms_key_identifier", "authentication_info_extensions"];
  for (const [type, one] of defined(node, max, [...OF_AUTHENTICATION.keys()])) {
    one.only(...common, ...(OF_AUTHENTICATION.get(type) ?? []));
    one.find("kms")?.flag();
    for (const name of ["name", "description", "kms_key_identifier", "user_id", "username", "oauth_header"])
      one.find(name)?.text(TEXT_MAX);
    for (const secret of SECRETS.flatMap((name) => one.find(name) ?? [])) {
      const text = secret.text(TEXT_MAX);
      if (text !== "" && !REFERENCE.test(text))
        secret.refuse("no secret in a playbook: name a variable (__name__:value) or a key of your key store");
    }
    checkExtended(one, "authentication_info_extensions");
  }
}

const ADDRESSED = ["address", "port", "authentication_info", "category"];
const OF_AGENT: ReadonlyMap<string, readonly string[]> = tableOf({
  group: ["contact"],
  individual: ["contact"],
  organization: ["contact"],
  location: ["logical"],
  sector: ["sector"],
  "http-api": ADDRESSED,
  linux: ADDRESSED,
  "net-address": ["address", "authentication_info", "category"],
  "security-category": ["category"],
  ssh: [...ADDRESSED, "username"],
});
const ADDRESS_KINDS = ["url", "l2mac", "ipv4", "ipv6", "vlan", "dname"];

/** §7. Agents of types that the open vocabulary does not name are kept as they are. */
export function checkAgents(node: Cursor | undefined, max: number): void {
  for (const [type, one] of defined(node, max, null)) {
    one.need("name").words();
    one.find("description")?.text(TEXT_MAX);
    one.find("location")?.object();
    checkExtended(one, "agent_target_extensions");
    const own = OF_AGENT.get(type);
    if (own === undefined) continue;
    one.only("type", "name", "description", "location", "agent_target_extensions", ...own);
    for (const [kind, values] of one
      .find("address")
      ?.only(...ADDRESS_KINDS)
      .members(ADDRESS_KINDS.length) ?? []) {
      for (const value of values.items(LIST_MAX)) if (kind !== "vlan") value.text(TEXT_MAX);
    }
    const authentication = one.find("authentication_info");
    if (authentication !== undefined) identifier(authentication, "http-basic", "oauth2", "user-auth");
  }
}

const TLP = ["TLP:RED", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:GREEN", "TLP:CLEAR"];

/** §9. */
export function checkMarkings(node: Cursor | undefined, max: number): void {
  for (const [type, one] of defined(node, max, ["marking-statement", "marking-tlp", "marking-iep"])) {
    identifier(one.need("created_by"), "identity");
    time(one.need("created"));
    if (type === "marking-tlp") one.need("tlpv2_level").word(TLP);
    if (type === "marking-statement") one.need("statement").words(TEXT_MAX);
    for (const name of ["valid_from", "valid_until"]) {
      const at = one.find(name);
      if (at !== undefined) time(at);
    }
    checkExtended(one, "marking_extensions");
  }
}

/** §10.15. Kept as they are; whether they are good is not for us to say, and an edit breaks them. */
export function checkSignatures(node: Cursor | undefined, max: number): void {
  for (const one of node?.items(max, 1) ?? []) {
    one.need("type").word(["jss"]);
    identifier(one.need("id"));
    for (const name of ["created", "modified"]) time(one.need(name));
    for (const name of ["signee", "hash_algorithm", "algorithm", "value"]) one.need(name).words(TEXT_MAX);
  }
}
