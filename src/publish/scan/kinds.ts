import { isPublicIpv4, isPublicIpv6 } from "./addresses.ts";

/** A kind of secret or personal data: how it looks, and which look-alikes do not count. */
export type SensitiveKind = {
  readonly kind: string;
  readonly what: string;
  /** Global; matches the whole finding. Linear in the text: no nested repetition. */
  readonly pattern: RegExp;
  readonly counts?: (found: string) => boolean;
};

const SHARED_HOMES = /[/\\](?:public|default|default user|all users|shared|root)$/i;

/** Detected by form. Forms err towards finding too much: a person can accept, nobody can take back what was published. */
export const SENSITIVE_KINDS: readonly SensitiveKind[] = [
  {
    kind: "private-key",
    what: "private keys",
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----|AGE-SECRET-KEY-1[0-9A-Z]{20,}/g,
  },
  { kind: "aws-key", what: "AWS access keys", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  {
    kind: "aws-secret",
    what: "AWS secret keys",
    pattern: /(?:aws_secret_access_key|secretAccessKey)["']?\s{0,4}[:=]\s{0,4}["']?[A-Za-z0-9/+]{40}/gi,
  },
  {
    kind: "token",
    what: "bearer tokens, JSON web tokens and API tokens",
    pattern:
      /\bBearer\s{1,4}[A-Za-z0-9._~+/-]{16,}=*|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abprs]-[A-Za-z0-9-]{10,}/gi,
  },
  {
    kind: "password",
    what: "passwords in command lines, settings and addresses",
    pattern:
      /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"']{1,200}:[^\s/@"']{1,200}@|(?:--?|\b|_)(?:password|passwd|passphrase|pwd|secret|api[_-]?key)["']?(?:\s{0,2}[:=]\s{0,2}|\s{1,2}(?=[^\s"',;&-]{0,200}[0-9!$%#]))["']?[^\s"',;&]{3,200}/gi,
    // sudo and shells write PWD for the working directory.
    counts: (found) => !/^_?pwd=["']?[/~]/i.test(found) && !/[:=]\s*["']?(?:\*+|<[^>]*>|null|none|true|false|x)$/i.test(found),
  },
  {
    kind: "email",
    what: "e-mail addresses",
    pattern: /\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}\b/g,
  },
  {
    kind: "public-ip",
    what: "public IPv4 addresses",
    pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g,
    counts: isPublicIpv4,
  },
  {
    kind: "public-ip",
    what: "public IPv6 addresses",
    pattern: /(?<![0-9a-f:.])[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}(?![0-9a-f:])/gi,
    counts: isPublicIpv6,
  },
  {
    kind: "home-directory",
    what: "home directories with a person's name",
    pattern: /\/(?:home|Users)\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}|\b[A-Za-z]:\\{1,4}Users\\{1,4}[^\\/:*?"<>|\s]{1,64}/g,
    counts: (found) => !SHARED_HOMES.test(found),
  },
  {
    kind: "phone",
    what: "telephone numbers",
    pattern: /(?<![\w+.:])\+\d{1,3}(?:[ .-]?\(?\d{2,5}\)?){2,5}(?!\d)/g,
    counts: (found) => found.replace(/\D/g, "").length >= 9,
  },
];

/** Found by name, not by form: see scan.ts. */
export const USER_NAME = "user-name";

/** Accounts of machines, not of people. */
export const MACHINE_ACCOUNTS: ReadonlySet<string> = new Set(
  (
    "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody systemd-network systemd-resolve " +
    "systemd-timesync messagebus sshd chrony _chrony ntp nginx apache postgres mysql redis syslog _apt admin administrator guest " +
    "system localsystem network service local service defaultaccount unset none unknown invalid"
  ).split(" "),
);
