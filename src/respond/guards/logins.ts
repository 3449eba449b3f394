import { formatAddress, parseAddress } from "../../lib/index.ts";

/** Somebody who is logged in: the account, where from when that is another machine, and the session where it has a name. */
export type Login = {
  readonly account: string;
  readonly address: string | null;
  readonly session: string | null;
  readonly pid: number | null;
};

const RECORD_BYTES = 384;
const USER_PROCESS = 7;
const RECORDS_MAX = 10_000;

/** The logins of utmp(5) with records of 384 bytes, as glibc writes them on 64-bit Linux. Bytes are untrusted; a part of a record is passed over. */
export function parseUtmp(bytes: Uint8Array): readonly Login[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(RECORDS_MAX, Math.floor(bytes.length / RECORD_BYTES));
  return Array.from({ length: count }, (_, index) => index * RECORD_BYTES).flatMap((at) => {
    if (view.getInt16(at, true) !== USER_PROCESS) return [];
    const account = textAt(bytes, at + 44, 32);
    return [{ account, address: addressAt(bytes.subarray(at + 348, at + 364)), session: null, pid: view.getInt32(at + 4, true) }];
  });
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)));
}

/** ut_addr_v6: an IPv4 address uses the first word only. */
function addressAt(bytes: Uint8Array): string | null {
  if (bytes.every((byte) => byte === 0)) return null;
  const isV4 = bytes.subarray(4).every((byte) => byte === 0);
  return spelled(formatAddress(isV4 ? bytes.slice(0, 4) : bytes.slice()));
}

/** A session file of systemd-logind (/run/systemd/sessions/N); undefined for one that is closing or names nobody. */
export function parseLogindSession(name: string, text: string): Login | undefined {
  const values = new Map(
    text.split("\n", 200).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const account = values.get("USER");
  if (account === undefined || values.get("STATE") === "closing") return undefined;
  const leader = Number(values.get("LEADER"));
  const host = values.get("REMOTE_HOST") ?? "";
  return { account, address: spelled(host), session: name, pid: Number.isSafeInteger(leader) && leader > 0 ? leader : null };
}

/** The client's address in SSH_CONNECTION or SSH_CLIENT (sshd sets them: address, port, …). */
export function parseSshConnection(text: string): string | null {
  return spelled(text.split(" ", 1)[0] ?? "");
}

/** A host name is nobody's address: who sends from there may choose what it resolves to. */
function spelled(text: string): string | null {
  const address = text.length > 64 ? undefined : parseAddress(text);
  return address === undefined ? null : formatAddress(address);
}

/** The account that a process of sshd serves after it authenticated, by its title; undefined before that (sshd_config(5), "sshd: user@pts/0"). */
export function authenticatedBy(title: string): string | undefined {
  return /^sshd(?:-session)?: ([^\s@[\]]{1,64})@(?:pts\/\d+|tty\S*|notty|internal-sftp)/.exec(title)?.[1];
}

/** The accounts that may become root here: root itself, those of user id 0, and the members of the groups that sudo trusts. */
export function administrators(passwd: string, group: string): ReadonlySet<string> {
  const users = rows(passwd).map(([name = "", , uid, gid]) => ({ name, uid, gid }));
  const groups = rows(group).filter(([name = ""]) => ["root", "sudo", "wheel", "admin"].includes(name));
  const members = groups.flatMap(([, , gid, list = ""]) => [
    ...list.split(","),
    ...users.filter((user) => user.gid === gid).map(({ name }) => name),
  ]);
  return new Set(
    ["root", ...users.filter(({ uid }) => uid === "0").map(({ name }) => name), ...members].filter((name) => name !== ""),
  );
}

function rows(text: string): string[][] {
  return text.split("\n", 100_000).map((line) => line.split(":"));
}
