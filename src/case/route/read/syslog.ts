import type { Fields } from "../../../model/index.ts";
import { endOf, type Facts, plainAddress, said } from "../facts.ts";
import { loginNode } from "./login.ts";
import type { Reader } from "./reader.ts";

/** Lines of sshd, sudo and the tools that keep accounts, by the action that the reader found in them (src/telemetry/linux). */
const ACTIONS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["login", login],
  ["session-open", sessionOpened],
  ["sudo", sudo],
  ["user-add", accountMade],
  ["group-join", accountChanged],
  ["password-change", accountChanged],
  ["cron", cron],
]);

/** Reads a line of syslog. */
export function readSyslog(facts: Facts, host: number, fields: Fields): void {
  ACTIONS.get(said(fields, "action") ?? "")?.(facts, host, fields);
}

function login(facts: Facts, host: number, fields: Fields): void {
  const [account, address] = [said(fields, "user"), said(fields, "src_ip")];
  if (account === undefined || address === undefined) return;
  const client = endOf(address, said(fields, "src_port"));
  const origin = client === undefined ? facts.node("address", 0, plainAddress(address)) : facts.sockets.fromClient(host, client);
  if (client !== undefined) facts.edge("sends", facts.node("address", 0, plainAddress(address)), origin);
  if (said(fields, "outcome") !== "success") {
    if (fields["invalid_user"] === undefined) facts.edge("tries to log on", origin, facts.node("account", host, account));
    return;
  }
  const node = loginNode(facts, host, { account, address });
  facts.edge("accepts", origin, node);
  const session = daemonSession(facts, host, fields);
  facts.edge("logs on", node, session);
  facts.edge("logs on", facts.node("account", host, account), session);
}

/** The session of the daemon process that accepted it: syslog has no other name for one. */
function daemonSession(facts: Facts, host: number, fields: Fields): number | undefined {
  const pid = said(fields, "pid");
  return pid === undefined ? undefined : facts.node("session", host, `${said(fields, "program") ?? "?"}[${pid}]`);
}

function sessionOpened(facts: Facts, host: number, fields: Fields): void {
  const account = said(fields, "target_user");
  const session = daemonSession(facts, host, fields);
  if (account !== undefined) facts.edge("logs on", facts.node("account", host, account), session);
}

/** sudo's line names the account and no session: which of the account's sessions it was is not in the record. */
function sudo(facts: Facts, host: number, fields: Fields): void {
  const [account, command] = [said(fields, "user"), said(fields, "command")];
  if (account === undefined || command === undefined || said(fields, "outcome") !== "success") return;
  facts.edge("asks", facts.node("account", host, account), facts.node("command", host, `sudo ${command.slice(0, 1000)}`), true);
}

function accountMade(facts: Facts, host: number, fields: Fields): void {
  const account = said(fields, "target_user");
  const session = daemonSession(facts, host, fields);
  if (account !== undefined) facts.edge("creates", session, facts.node("account", host, account));
}

function accountChanged(facts: Facts, host: number, fields: Fields): void {
  const account = said(fields, "target_user");
  const session = daemonSession(facts, host, fields);
  if (account !== undefined) facts.edge("changes", session, facts.node("account", host, account));
}

function cron(facts: Facts, host: number, fields: Fields): void {
  const [account, command] = [said(fields, "user"), said(fields, "command")];
  if (account === undefined || command === undefined) return;
  facts.edge("triggers", facts.node("task", host, `cron ${account}`), facts.node("command", host, command.slice(0, 1000)));
}
