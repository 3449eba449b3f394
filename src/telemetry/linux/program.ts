import type { LogSource } from "../../model/index.ts";
import { type OpenFields, put } from "../fields.ts";
import { type Pattern, readByPattern } from "./pattern.ts";
import { ACCOUNTS, PAM, SU, SUDO } from "./privilege.ts";
import { REPEATED, SSHD } from "./sshd.ts";

// A message longer than this is kept and matched whole, but not taken apart.
const MESSAGE_MAX = 8192;

type Program = { readonly service: string; readonly patterns: readonly Pattern[] };

const SSHD_PROGRAM: Program = { service: "sshd", patterns: [...SSHD.slice(0, -1), ...PAM, ...SSHD.slice(-1)] };
const ACCOUNT_PROGRAM: Program = { service: "auth", patterns: [...ACCOUNTS, ...PAM] };
const CRON: Program = { service: "cron", patterns: [...ACCOUNTS, ...PAM] };
const SYSLOG: Program = { service: "syslog", patterns: PAM };

/** Sigma's service by program name, lower-case (Sigma taxonomy 2.1.0, product linux), and how its messages are read. */
const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["sshd", SSHD_PROGRAM],
  ["sshd-session", SSHD_PROGRAM],
  ["sshd-auth", SSHD_PROGRAM],
  ["sudo", { service: "sudo", patterns: [...SUDO, ...PAM] }],
  ["su", { service: "auth", patterns: [...SU, ...PAM] }],
  ...[
    "useradd",
    "usermod",
    "userdel",
    "groupadd",
    "groupmod",
    "groupdel",
    "gpasswd",
    "passwd",
    "chpasswd",
    "chage",
    "chfn",
    "chsh",
  ].map((name) => [name, ACCOUNT_PROGRAM] as const),
  ...["login", "systemd-logind", "pkexec", "polkitd", "polkit-agent-helper-1", "runuser", "doas"].map(
    (name) => [name, ACCOUNT_PROGRAM] as const,
  ),
  ["cron", CRON],
  ["crond", CRON],
  ["clamd", { service: "clamav", patterns: [] }],
  ["clamav", { service: "clamav", patterns: [] }],
  ["freshclam", { service: "clamav", patterns: [] }],
  ["vsftpd", { service: "vsftpd", patterns: PAM }],
  ["guacd", { service: "guacamole", patterns: [] }],
]);

const LOGSOURCES: ReadonlyMap<string, LogSource> = new Map(
  [...PROGRAMS.values(), SYSLOG].map(({ service }) => [service, { product: "linux", service }]),
);
const SYSLOG_SOURCE: LogSource = { product: "linux", service: "syslog" };

/**
 * Reads what `program` says in `message` into fields: user, src_ip, src_port, method, outcome, action, command, tty, pwd, target_user …
 * and gives the log source. What no pattern knows stays in `message` only.
 */
export function readMessage(program: string | undefined, message: string, fields: OpenFields): LogSource {
  const known = PROGRAMS.get((program ?? "").toLowerCase()) ?? SYSLOG;
  if (message.length <= MESSAGE_MAX) {
    const repeated = REPEATED.exec(message)?.groups;
    if (repeated !== undefined) put(fields, "repeated", Number(repeated["repeated"]));
    readByPattern(known.patterns, repeated?.["inner"]?.trimEnd() ?? message, fields);
  }
  return LOGSOURCES.get(known.service) ?? SYSLOG_SOURCE;
}
