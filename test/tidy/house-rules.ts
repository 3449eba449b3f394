/** A house rule broken: where, and what to write instead. */
export type Breach = { readonly path: string; readonly line: number; readonly say: string };

/** One ban: what it looks like, what replaces it, and the files it holds for. */
type Ban = { readonly pattern: RegExp; readonly instead: string; readonly holds: (path: string) => boolean };

const isCode = (path: string): boolean => /^(src|test|bench|scripts)\/.*\.ts$/.test(path);
const isTest = (path: string): boolean => /^test\/|\.test\.ts$/.test(path);
const isSource = (path: string): boolean => path.startsWith("src/") && path.endsWith(".ts") && !isTest(path);
const isPure = (path: string): boolean => isSource(path) && !/\/io\/|^src\/(app|api|cli)\//.test(path);
const isTool = (path: string): boolean => /^(bench|scripts)\/.*\.ts$/.test(path);
/** These pages and patterns name what they forbid. */
const isRuleBook = (path: string): boolean => path.startsWith("test/tidy/");
const except =
  (holds: (path: string) => boolean, ...paths: readonly string[]) =>
  (path: string): boolean =>
    holds(path) && !isRuleBook(path) && !paths.includes(path);

const BANS: readonly Ban[] = [
  {
    pattern: /\bJSON\.parse\(/,
    instead: "parseJson() or readJsonLine() from src/lib: JSON.parse keeps the last of two equal names and rounds big numbers",
    holds: except((path) => isSource(path) || isTool(path), "src/lib/json-line.ts", "bench/sigma/host-json.ts"),
  },
  {
    pattern: /\bBuffer\.from\([^)]*,\s*["'](base64|base64url|hex)["']|\batob\(/,
    instead: "parseBase64() or parseHex() from src/lib: Buffer.from ignores what it cannot read",
    holds: except(isSource),
  },
  {
    pattern: /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.now\(/,
    instead: "a Clock argument: a result must be repeatable",
    holds: isPure,
  },
  { pattern: /\bMath\.random\(/, instead: "a RandomBytes argument: anyone can guess Math.random", holds: except(isSource) },
  {
    pattern: /\bprocess\.exit\(/,
    instead: "process.exitCode, or a Failure for src/cli/main.ts to report: exit cuts off what is still being written",
    holds: except((path) => isSource(path) || isTool(path), "src/cli/main.ts"),
  },
  {
    pattern: /\bconsole\.\w+\(/,
    instead: "the stream that the caller hands in, or process.stdout.write in src/cli",
    holds: isSource,
  },
  {
    pattern: /\bnew RegExp\(/,
    instead: "a regular expression literal, or RE2JS for patterns that come from outside: they can be made to run for hours",
    holds: except(isSource),
  },
  {
    pattern: /^(?:export )?const \w+: (?:Readonly<|Partial<)*(?:Record<string,|\{ (?:readonly )?\[\w+: string\])/,
    instead:
      "tableOf() from src/lib, or Record<Union, …> for the words of a union: an object also answers to constructor and __proto__",
    holds: except(isSource),
  },
  {
    pattern: /: Record<string, .*> = \{\};/,
    instead: "= Object.create(null), or a Map: what is called __proto__ is lost in {}",
    holds: except(isSource, "src/lib/shape.ts"),
  },
  { pattern: /\bexport \*(?! as\b)/, instead: "named exports: a door lists what goes through it", holds: except(isCode) },
  {
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    instead: "finish it, or open an issue",
    holds: except((path) => isCode(path) || /\.(js|cjs|sh|py)$/.test(path)),
  },
  {
    pattern: /\bawait (sleep|delay|setTimeout|wait)\(/,
    instead: "wait for a state: a pause is too short on a slow day",
    holds: except(isTest),
  },
  {
    pattern: /from "node:timers\/promises"/,
    instead: "wait for a state: a pause is too short on a slow day",
    holds: except(isTest),
  },
  { pattern: /\b(describe|it|test)\.only\(|\bonly: true\b/, instead: "all tests", holds: except(isTest) },
];

const SECRETS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/-----BEGIN ((RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY/, "a private key"],
  [/\b(AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE\b)[A-Z0-9]{16}\b/, "an access key of a cloud"],
  [/\b(ghp|gho|ghs|ghu)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{22,}/, "a token of a code host"],
  [/\bnpm_[A-Za-z0-9]{36}\b/, "a token of a package registry"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, "a token of a chat service"],
  [/\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/, "a signed web token"],
  [/\bsk_(live|test)_[A-Za-z0-9]{20,}/, "a key of a payment service"],
];

const FOLDER_NAMES_BANNED: ReadonlySet<string> = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "manager",
  "managers",
  "service",
  "services",
  "misc",
]);
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Banned calls and marks in one file. */
export function bannedIn(path: string, text: string): Breach[] {
  const bans = BANS.filter(({ holds }) => holds(path));
  return eachLine(path, text, (line) =>
    bans.filter(({ pattern }) => pattern.test(line)).map(({ instead }) => `write instead: ${instead}`),
  );
}

/** What looks like a real credential in one file. */
export function secretsIn(path: string, text: string): Breach[] {
  return eachLine(path, text, (line) =>
    SECRETS.filter(([pattern]) => pattern.test(line)).map(([, name]) => `looks like ${name}`),
  );
}

/** What is wrong with a path: the names of folders and files of our own code. */
export function namesIn(path: string): Breach[] {
  if (!/^(src|test|bench|scripts|bin|packs|spec)\//.test(path)) return [];
  const parts = path.split("/");
  const file = parts.at(-1) ?? "";
  const banned = parts.slice(0, -1).filter((part) => FOLDER_NAMES_BANNED.has(part));
  const breaches = banned.map((part) => `a folder named "${part}" says nothing; name what it holds`);
  if (/\.(ts|js)$/.test(file) && !KEBAB_CASE.test(file)) breaches.push("write file names in kebab-case");
  return breaches.map((say) => ({ path, line: 0, say }));
}

/** Calls `find` on each line and gives its findings a place. */
export function eachLine(path: string, text: string, find: (line: string) => readonly string[]): Breach[] {
  return text.split("\n").flatMap((line, at) => find(line).map((say) => ({ path, line: at + 1, say })));
}

/** One line for people. */
export function printBreach({ path, line, say }: Breach): string {
  return `${path}:${line} ${say}`;
}
