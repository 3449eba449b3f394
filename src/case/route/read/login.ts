import { type Facts, plainAddress } from "../facts.ts";
import type { NodeRef } from "../store.ts";

/** Who came from where. */
type Login = { readonly account: string; readonly address: string };

/**
 * The last login of an account on a host from an address: sshd says who came over which connection, auditd which session that became, and
 * their process ids need not agree (containers). A later login replaces the earlier one.
 */
export function loginNode(facts: Facts, host: number, { account, address }: Login): NodeRef {
  const plain = plainAddress(address);
  return facts.store.node("login", host, `${account} ${plain}`, `${account} from ${plain}`);
}
