import { parseAddress } from "../../lib/index.ts";

const LINES_MAX = 10_000;

/** The addresses of resolv.conf's nameserver lines (resolv.conf(5)). */
export function parseResolvConf(text: string): readonly string[] {
  return words(text, ["#", ";"]).flatMap(([keyword, value]) => (keyword === "nameserver" && value !== undefined ? [value] : []));
}

/** Addresses and names of /etc/hosts (hosts(5)). */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const [address = "", ...aliases] of words(text, ["#"])) {
    if (parseAddress(address) === undefined) continue;
    for (const alias of aliases) names.set(alias.toLowerCase(), [...(names.get(alias.toLowerCase()) ?? []), address]);
  }
  return names;
}

/** What a chrony, ntp or ntpsec configuration names as time sources, and which further files or folders of files it takes in. */
export type TimeConf = {
  readonly sources: readonly string[];
  readonly files: readonly string[];
  readonly folders: readonly string[];
};

/** Reads chrony.conf(5), ntp.conf(5) and the .sources files of chrony: server, peer, pool; include, confdir, sourcedir. */
export function parseTimeConf(text: string): TimeConf {
  const lines = words(text, ["#", "!", "%", ";"]);
  const valuesOf = (...keywords: string[]) =>
    lines.flatMap(([keyword = "", ...values]) => (keywords.includes(keyword.toLowerCase()) ? values : []));
  const firstOf = (...keywords: string[]) =>
    lines.flatMap(([keyword = "", ...values]) => {
      const value = values.find((word) => !word.startsWith("-"));
      return keywords.includes(keyword.toLowerCase()) && value !== undefined ? [value] : [];
    });
  return {
    sources: firstOf("server", "peer", "pool", "refclock-peer"),
    files: firstOf("include", "includefile"),
    folders: valuesOf("confdir", "sourcedir").filter((path) => path.startsWith("/")),
  };
}

/** The servers of timesyncd.conf(5): NTP= and FallbackNTP=. */
export function parseTimesyncdConf(text: string): readonly string[] {
  return assignments(text, ["NTP", "FallbackNTP"]);
}

/** The servers of resolved.conf(5): DNS= and FallbackDNS=, without port, interface and server name. */
export function parseResolvedConf(text: string): readonly string[] {
  return assignments(text, ["DNS", "FallbackDNS"]).map((server) => {
    const plain = server.split(/[#%]/, 1)[0] ?? "";
    const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(plain)?.[1];
    return bracketed ?? (/^[\d.]+:\d+$/.test(plain) ? (plain.split(":")[0] ?? "") : plain);
  });
}

/** The sources of `chronyc -c -n sources`: comma-separated, the address third (chronyc(1)). Reference clocks have none. */
export function parseChronycSources(text: string): readonly string[] {
  return text.split("\n", LINES_MAX).flatMap((line) => {
    const address = line.split(",")[2] ?? "";
    return parseAddress(address) === undefined ? [] : [address];
  });
}

function assignments(text: string, keys: readonly string[]): string[] {
  return text.split("\n", LINES_MAX).flatMap((line) => {
    const [key = "", value = ""] = line.trim().split("=", 2);
    return keys.includes(key.trim())
      ? value
          .trim()
          .split(/\s+/)
          .filter((word) => word !== "")
      : [];
  });
}

function words(text: string, comments: readonly string[]): string[][] {
  return text
    .split("\n", LINES_MAX)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !comments.some((mark) => line.startsWith(mark)))
    .map((line) => (line.split(" #", 1)[0] ?? "").split(/\s+/));
}
