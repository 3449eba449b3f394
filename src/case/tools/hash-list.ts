import { type Checked, no, type Sha256, yes } from "../../lib/index.ts";
import type { Looked } from "./observed.ts";
import { type ToolFault, traitKey } from "./pack.ts";
import type { Trait } from "./trait.ts";

const LINES_MAX = 1_000_000;
const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Fields in which telemetry gives digests: Sysmon's `SHA1=…,MD5=…`, and one algorithm a field. */
const FIELDS = ["Hashes", "md5", "sha1", "sha256", "md5sum", "hash", "fileinfo.md5", "fileinfo.sha1", "fileinfo.sha256"];
const FOUND = /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])/g;
/** How easily equal digests are made on purpose: chosen-prefix collisions of MD5 take minutes (2007), of SHA-1 some thousand euros (2020). */
const FORGEABILITY: ReadonlyMap<number, number> = new Map([
  [32, 0.3],
  [40, 0.1],
  [64, 0.01],
]);

/** Digests of known builds. They are tested by looking up, so a list may be long. */
export type HashTrait = Omit<Trait, "test" | "anchors"> & { readonly digest: string };

/**
 * Reads lines `digest,tool id,tool name,build`, `#` for remarks: MD5, SHA-1 or SHA-256 in hexadecimal. `source` says whose list it is.
 * Input is untrusted.
 */
export function readHashList(text: string, source: string, sha256: Sha256): Checked<readonly HashTrait[], ToolFault> {
  const traits: HashTrait[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const expected = "digest,tool id,tool name,build";
    const [digest = "", id = "", name = "", build = "", ...more] = trimmed.split(",").map((part) => part.trim());
    if (!DIGEST.test(digest.toLowerCase()) || id === "" || name === "" || build === "" || more.length > 0)
      return no({ kind: "bad-tools", where: `line ${at + 1}`, expected });
    if (traits.length === LINES_MAX)
      return no({ kind: "bad-tools", where: `line ${at + 1}`, expected: `at most ${LINES_MAX} digests` });
    traits.push(hashTrait({ digest: digest.toLowerCase(), tool: { id, name }, build, source }, sha256));
  }
  return yes(traits);
}

/** A digest, lower-case, of one build of a tool. */
function hashTrait(
  { digest, tool, build, source }: { digest: string; tool: Trait["tool"]; build: string; source: string },
  sha256: Sha256,
): HashTrait {
  return {
    key: traitKey("hash", digest, sha256),
    way: "hash",
    tool,
    level: "build",
    says: `a file with the digest of ${name(tool, build)}`,
    shows: { lo: 0.5, best: 0.9, hi: 1 },
    forgeability: FORGEABILITY.get(digest.length) ?? 1,
    also: [],
    source,
    digest,
  };
}

function name(tool: Trait["tool"], build: string): string {
  return `${tool.name}, build ${build}`;
}

/** All digests that an observation gives, lower-case. */
export function digestsOf(looked: Looked): readonly string[] {
  return FIELDS.flatMap((field) => looked.texts(field)).flatMap((text) => text.match(FOUND) ?? []);
}
