import { formatNetwork, parseAddress } from "../../lib/index.ts";
import { parseConnections } from "../guards/kernel-tables.ts";
import {
  administrators,
  authenticatedBy,
  type Login,
  parseLogindSession,
  parseSshConnection,
  parseUtmp,
} from "../guards/logins.ts";
import { type Findings, findings, type ProtectedNetwork } from "../guards/protection.ts";
import { flatMapInTurns, type Machine } from "./protected-files.ts";
import { LITTLE_ENDIAN } from "./protected-net.ts";

/** Where logins stand, and how a finding of each is called. */
type Found = Login & { readonly from: string };

const UTMP = ["/run/utmp", "/var/run/utmp"];

/**
 * The sessions of those who run this machine: where they come from, and their accounts. Somebody counts when he has authenticated and
 * may become root here, or is named in `operators` (which then is the whole list); a mere connection to sshd protects nobody, or every
 * guesser of passwords would be safe. `environment` is that of this process, whose own session always counts.
 */
export async function operatorSessions(
  machine: Machine,
  operators: readonly string[] | null,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Findings> {
  const trusted = operators ?? [...administrators(machine.text("/etc/passwd") ?? "", machine.text("/etc/group") ?? "")];
  const isTrusted = ({ account }: Login) => trusted.includes(account);
  const logins = [...utmpLogins(machine), ...logindLogins(machine), ...(await sshLogins(machine))].filter(isTrusted);
  const own = ["SSH_CONNECTION", "SSH_CLIENT"].flatMap((name) =>
    origin(parseSshConnection(environment[name] ?? ""), `${name} of this process`),
  );
  return findings({
    networks: [...own, ...logins.flatMap(({ address, from, account }) => origin(address, from, account))],
    accounts: logins.map(({ account, from }) => ({ ...guarded(from, account), name: account })),
    sessions: logins.flatMap(({ session, account, from }) =>
      session === null ? [] : [{ ...guarded(from, account), name: session }],
    ),
  });
}

function guarded(from: string, account?: string) {
  return {
    guard: "operator",
    why: account === undefined ? "the operator's session" : `session of ${account}`,
    from,
    yields: false,
  } as const;
}

/** An IPv4 address alone; of an IPv6 address its /64, in which a machine changes addresses as it likes (RFC 8981). */
function origin(address: string | null, from: string, account?: string): ProtectedNetwork[] {
  const base = address === null ? undefined : parseAddress(address);
  if (base === undefined) return [];
  return [{ ...guarded(from, account), network: formatNetwork({ base, bits: base.length === 4 ? 32 : 64 }) }];
}

function utmpLogins(machine: Machine): Found[] {
  const path = UTMP.find((one) => machine.bytes(one) !== undefined);
  const logins = parseUtmp((path === undefined ? undefined : machine.bytes(path)) ?? new Uint8Array());
  return logins
    .filter(({ pid }) => machine.text(`/proc/${pid}/stat`) !== undefined)
    .map((login) => ({ ...login, from: String(path) }));
}

function logindLogins(machine: Machine): Found[] {
  const folder = "/run/systemd/sessions";
  return machine
    .list(folder)
    .filter((name) => /^[a-z0-9]{1,20}$/.test(name))
    .flatMap((name) => parseLogindSession(name, machine.text(`${folder}/${name}`) ?? "") ?? [])
    .map((login) => ({ ...login, from: `${folder}/${login.session}` }));
}

/** Connections that a process of sshd holds which serves an account; to be seen by root only. */
async function sshLogins(machine: Machine): Promise<Found[]> {
  const byInode = new Map(
    ["/proc/net/tcp", "/proc/net/tcp6"]
      .flatMap((path) => parseConnections(machine.text(path) ?? "", LITTLE_ENDIAN))
      .map(({ inode, remote }) => [inode, remote]),
  );
  const processes = machine.list("/proc").filter((name) => /^[1-9]\d{0,9}$/.test(name));
  return await flatMapInTurns(processes, (pid) => {
    const account = authenticatedBy((machine.text(`/proc/${pid}/cmdline`) ?? "").replaceAll("\u0000", " "));
    if (account === undefined) return [];
    const sockets = machine
      .list(`/proc/${pid}/fd`)
      .map((fd) => /^socket:\[(\d+)\]$/.exec(machine.link(`/proc/${pid}/fd/${fd}`) ?? "")?.[1]);
    const addresses = new Set(sockets.flatMap((inode) => byInode.get(inode ?? "") ?? []));
    return [...addresses].map((address) => ({
      account,
      address,
      session: null,
      pid: Number(pid),
      from: `sshd's process ${pid}`,
    }));
  });
}
