import { parseArgs } from "node:util";
import { type Checked, no, yes } from "../lib/index.ts";

/** What the enforcer can be asked to do, each with its own rights. */
export const ROLES = ["nft", "accounts", "processes", "openc2", "webhook", "memory"] as const;
export type Role = (typeof ROLES)[number];

/** The command line, read. */
export type EnforcerArguments = {
  readonly socket: string;
  readonly roles: readonly Role[];
  /** The allowlist; null: only what the enforcer finds itself is protected. */
  readonly protect: string | null;
  /** Blast-radius budget, as name=number. */
  readonly limits: Readonly<Record<string, number>>;
  /** Where the account role keeps what it must undo. */
  readonly state: string | null;
  readonly openc2: string | null;
  readonly webhook: string | null;
  readonly isCheck: boolean;
  readonly isRootAllowed: boolean;
};

export const USAGE = `meridian-enforcer: holds the rights that Meridian's node does not have

  meridian-enforcer --socket PATH --roles nft[,accounts,processes,openc2,webhook] --protect FILE

  --socket PATH      the Unix socket to serve, mode 0660
  --roles LIST       what it may do: ${ROLES.join(", ")} (memory does nothing, to try it out)
  --protect FILE     what nobody may block: one target a line and why; owned by root, writable by nobody else
  --limits LIST      blast-radius budget, such as addressesPerMinute=500
  --state DIRECTORY  where accounts to unlock are remembered (role accounts)
  --openc2 FILE      the OpenC2 consumer to command (role openc2)
  --webhook FILE     the webhook to call (role webhook)
  --check            print what would be protected, and end
  --allow-root       run even with the rights of root
  --help             print this

  Example: meridian-enforcer --socket /run/meridian-enforcer/socket --roles nft --protect /etc/meridian/protect --check
`;

const LIMIT = /^([a-zA-Z0-9-]{1,40})=(0|[1-9][0-9]{0,9})$/;

/** Reads the command line; the fault says what is wrong. "help" when help is asked for. */
export function readArguments(argv: readonly string[]): Checked<EnforcerArguments | "help", string> {
  const values = parsed(argv);
  if (!values.ok) return values;
  const given = values.value;
  if (given.help === true) return yes("help");
  const roles = (given.roles ?? "").split(",").filter((role) => role !== "");
  const unknown = roles.find((role) => !ROLES.includes(role as Role));
  if (unknown !== undefined) return no(`--roles: expected some of ${ROLES.join(", ")}, got ${unknown}`);
  if (roles.length === 0) return no(`--roles is missing: some of ${ROLES.join(", ")}`);
  if (given.socket === undefined && given.check !== true) return no("--socket is missing");
  const limits = limitsOf(given.limits);
  if (!limits.ok) return limits;
  return yes({
    socket: given.socket ?? "",
    roles: [...new Set(roles)] as Role[],
    protect: given.protect ?? null,
    limits: limits.value,
    state: given.state ?? null,
    openc2: given.openc2 ?? null,
    webhook: given.webhook ?? null,
    isCheck: given.check === true,
    isRootAllowed: given["allow-root"] === true,
  });
}

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;
const OPTIONS = {
  socket: TEXT,
  roles: TEXT,
  protect: TEXT,
  limits: TEXT,
  state: TEXT,
  openc2: TEXT,
  webhook: TEXT,
  check: FLAG,
  "allow-root": FLAG,
  help: FLAG,
} as const;

function parsed(argv: readonly string[]) {
  try {
    return yes(parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values);
  } catch (error) {
    return no(error instanceof Error ? error.message : "the command line cannot be read");
  }
}

function limitsOf(text: string | undefined): Checked<Readonly<Record<string, number>>, string> {
  const limits = new Map<string, number>();
  for (const part of (text ?? "").split(",").filter((piece) => piece !== "")) {
    const [, name, value] = LIMIT.exec(part) ?? [];
    if (name === undefined) return no(`--limits: expected name=number, got ${part}`);
    limits.set(name, Number(value));
  }
  return yes(Object.fromEntries(limits));
}
