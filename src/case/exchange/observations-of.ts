import { isoTime, type JsonObject, parseAddress, tableOf } from "../../lib/index.ts";
import type { Event, FieldValue } from "../../model/index.ts";
import { type Observation, parseTimestamp } from "../../stix/index.ts";

/**
 * What an event of telemetry (fields in the Sigma taxonomy) shows, as one observation that patterns can be matched against (STIX 2.1
 * §6): files with hashes and directory, processes with their parents, network traffic with its ends, addresses, domain names, URLs,
 * accounts, registry keys. The names by which its objects refer to each other hold inside the observation only. An event that
 * shows none of these gives none.
 */
export function observationsOf(event: Event): readonly Observation[] {
  const sight = new Sight(event);
  addFiles(sight);
  addTraffic(sight);
  addNames(sight);
  if (sight.objects.size === 0) return [];
  const [first, last] = [event.time.fromMs, event.time.toMs].map((ms) => parseTimestamp(isoTime(ms)));
  return first === undefined || last === undefined ? [] : [{ first, last, count: 1, objects: sight.objects }];
}

class Sight {
  readonly objects = new Map<string, JsonObject>();
  readonly #fields: Event["fields"];

  constructor({ fields }: Event) {
    this.#fields = fields;
  }

  /** Adds an object and gives the name by which others refer to it. */
  put(object: JsonObject & { readonly type: string }): string {
    const name = `${object.type}--${this.objects.size}`;
    this.objects.set(name, object);
    return name;
  }

  /** All texts of the fields with these names, in that order. */
  all(...names: readonly string[]): readonly string[] {
    const found = names.flatMap((name) => (Object.hasOwn(this.#fields, name) ? [...texts(this.#fields[name] ?? null)] : []));
    return [...new Set(found.filter((text) => text !== "" && text !== "-"))];
  }

  first(...names: readonly string[]): string | undefined {
    return this.all(...names)[0];
  }

  /** A whole number; undefined when it is written in no decimal or hexadecimal way. */
  number(...names: readonly string[]): number | undefined {
    const text = this.first(...names);
    return text !== undefined && /^(?:\d{1,15}|0x[0-9a-fA-F]{1,12})$/.test(text) ? Number(text) : undefined;
  }
}

function* texts(value: FieldValue): Generator<string> {
  if (Array.isArray(value)) for (const item of value as readonly FieldValue[]) yield* texts(item);
  else if (value !== null) yield String(value);
}

const HASH_NAMES: ReadonlyMap<string, string> = tableOf({ MD5: "MD5", SHA1: "SHA-1", SHA256: "SHA-256", SHA512: "SHA-512" });

/** Sysmon's `MD5=…,SHA256=…`, and fields of that name. IMPHASH has no place in STIX. */
function hashesOf(sight: Sight): JsonObject | undefined {
  const hashes: Record<string, string> = Object.create(null);
  for (const list of sight.all("Hashes", "Hash"))
    for (const part of list.split(",")) {
      const [name = "", value] = part.trim().split("=");
      const known = HASH_NAMES.get(name.toUpperCase());
      if (known !== undefined && value !== undefined) hashes[known] = value.toLowerCase();
    }
  for (const [field, name] of [
    ["md5", "MD5"],
    ["sha1", "SHA-1"],
    ["sha256", "SHA-256"],
  ] as const) {
    const value = sight.first(field, field.toUpperCase(), `fileinfo.${field}`);
    if (value !== undefined) hashes[name] = value.toLowerCase();
  }
  return Object.keys(hashes).length === 0 ? undefined : hashes;
}

function addFiles(sight: Sight): void {
  const hashes = hashesOf(sight);
  const [main, ...others] = sight.all(
    "TargetFilename",
    "ImageLoaded",
    "Image",
    "NewProcessName",
    "exe",
    "fileinfo.filename",
    "FileName",
    "filename",
  );
  const named = main === undefined ? undefined : putFile(sight, main, hashes);
  if (main === undefined && hashes !== undefined) sight.put({ type: "file", hashes });
  const files = new Map([[main, named], ...others.map((path) => [path, putFile(sight, path, undefined)] as const)]);
  addProcesses(sight, (path) => files.get(path));
}

function putFile(sight: Sight, path: string, hashes: JsonObject | undefined): string {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  const directory = cut > 0 ? sight.put({ type: "directory", path: path.slice(0, cut) }) : undefined;
  return sight.put({
    type: "file",
    name: path.slice(cut + 1),
    ...(directory === undefined ? {} : { parent_directory_ref: directory }),
    ...(hashes === undefined ? {} : { hashes }),
  });
}

function addProcesses(sight: Sight, fileOf: (path: string | undefined) => string | undefined): void {
  const parentLine = sight.first("ParentCommandLine");
  const parentImage = sight.first("ParentImage", "ParentProcessName");
  const parentPid = sight.number("ParentProcessId", "ppid");
  const parent =
    parentLine === undefined && parentImage === undefined
      ? undefined
      : sight.put({
          type: "process",
          ...(parentLine === undefined ? {} : { command_line: parentLine }),
          ...(parentPid === undefined ? {} : { pid: parentPid }),
          ...(parentImage === undefined ? {} : { image_ref: putFile(sight, parentImage, undefined) }),
        });
  const image = sight.first("Image", "NewProcessName", "exe");
  const [line, pid, cwd] = [
    sight.first("CommandLine", "ProcessCommandLine", "proctitle"),
    sight.number("ProcessId", "pid"),
    sight.first("CurrentDirectory", "cwd"),
  ];
  if (line === undefined && image === undefined) return;
  const file = fileOf(image);
  sight.put({
    type: "process",
    ...(line === undefined ? {} : { command_line: line }),
    ...(pid === undefined ? {} : { pid }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(file === undefined ? {} : { image_ref: file }),
    ...(parent === undefined ? {} : { parent_ref: parent }),
  });
}

const SOURCES = ["SourceIp", "SourceAddress", "src_ip", "id.orig_h", "IpAddress", "c-ip", "sourceIPAddress"];
const TARGETS = ["DestinationIp", "DestAddress", "dst_ip", "dest_ip", "id.resp_h"];

function addTraffic(sight: Sight): void {
  const [from, to] = [putAddress(sight, SOURCES), putAddress(sight, TARGETS)];
  if (from === undefined || to === undefined) return;
  const [source, target] = [
    sight.number("SourcePort", "src_port", "id.orig_p"),
    sight.number("DestinationPort", "DestPort", "dst_port", "dest_port", "id.resp_p"),
  ];
  const protocols = sight.all("Protocol", "proto").map((name) => name.toLowerCase());
  sight.put({
    type: "network-traffic",
    src_ref: from,
    dst_ref: to,
    ...(source === undefined ? {} : { src_port: source }),
    ...(target === undefined ? {} : { dst_port: target }),
    ...(protocols.length === 0 ? {} : { protocols }),
  });
}

function putAddress(sight: Sight, names: readonly string[]): string | undefined {
  const address = sight.all(...names).find((text) => parseAddress(text) !== undefined);
  return address === undefined
    ? undefined
    : sight.put({ type: address.includes(":") ? "ipv6-addr" : "ipv4-addr", value: address });
}

function addNames(sight: Sight): void {
  for (const value of sight.all(
    "QueryName",
    "query",
    "DestinationHostname",
    "cs-host",
    "server_name",
    "http.hostname",
    "dns.rrname",
  ))
    sight.put({ type: "domain-name", value: value.replace(/\.$/, "").toLowerCase() });
  for (const value of sight.all("url", "cs-uri", "http.url")) sight.put({ type: "url", value });
  for (const key of sight.all("TargetObject", "ObjectName").filter((text) => /^(?:HK|\\REGISTRY)/i.test(text)))
    sight.put({ type: "windows-registry-key", key });
  for (const login of sight.all("User", "TargetUserName", "SubjectUserName", "user", "acct"))
    sight.put({ type: "user-account", account_login: login.slice(login.lastIndexOf("\\") + 1) });
}
