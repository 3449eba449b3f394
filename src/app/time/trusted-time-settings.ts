import { readFileSync } from "node:fs";
import { Failure, tableOf } from "../../lib/index.ts";
import { type Certificate, type HashName, parsePemCertificates } from "../../time/index.ts";
import type { Config } from "../config.ts";

/** An authority that is asked, and the certificates that its tokens must lead to. */
export type TimeAuthority = {
  readonly name: string;
  readonly url: string;
  readonly policy: string | null;
  readonly jurisdiction: string | null;
  readonly anchors: readonly Certificate[];
};

/** What meridian.yaml says of time, its files read. */
export type TimeSettings = {
  readonly authorities: readonly TimeAuthority[];
  readonly hash: HashName;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly clockUncertaintyMs: number;
};

const UNIT_MS: ReadonlyMap<string, number> = tableOf({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 });

/** Reads the anchors that the configuration names. Throws CONFIG_UNREADABLE, or CONFIG_INVALID for two authorities of one name. */
export function readTimeSettings({ time }: Pick<Config, "time">): TimeSettings {
  const names = time.authorities.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Failure("CONFIG_INVALID", `expected each of time.authorities once, got ${twice} twice`);
  return {
    authorities: time.authorities.map(({ anchors, ...rest }) => ({ ...rest, anchors: anchors.flatMap(readAnchors) })),
    hash: time.hash,
    everyMs: Number(time.every.slice(0, -1)) * (UNIT_MS.get(time.every.slice(-1)) ?? 0),
    timeoutMs: time.timeoutSeconds * 1000,
    clockUncertaintyMs: time.clockUncertaintySeconds * 1000,
  };
}

function readAnchors(path: string): readonly Certificate[] {
  const certificates = parsePemCertificates(readText(path));
  if (!certificates.ok) throw new Failure("CONFIG_INVALID", `expected ${certificates.fault} in the anchors ${path}`);
  return certificates.value;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Failure("CONFIG_UNREADABLE", `could not read the anchors ${path}`, error);
  }
}
