import type { Fields } from "../../../model/index.ts";
import { type Facts, plainAddress, said, saidAll, saidFirst } from "../facts.ts";

/** Reads a record of AWS CloudTrail (user guide, "CloudTrail record contents"): address, principal and key, call, what it was about. */
export function readCloudTrail(facts: Facts, fields: Fields): void {
  const [name, source] = [said(fields, "eventName"), said(fields, "eventSource")];
  if (name === undefined || source === undefined) return;
  const account = facts.host(saidFirst(fields, "userIdentity.accountId", "recipientAccountId"));
  const principal = principalOf(facts, account, fields);
  const address = said(fields, "sourceIPAddress");
  const from = address === undefined ? undefined : facts.node("address", 0, plainAddress(address));
  const key = said(fields, "userIdentity.accessKeyId");
  const session = key === undefined ? undefined : facts.node("session", account, key);
  facts.edge("logs on", from, session);
  facts.edge("logs on", principal, session);
  if (session === undefined) facts.edge("logs on", from, principal);
  const call = facts.node("call", account, `${source.split(".", 1)[0] ?? source}:${name}`);
  facts.edge("calls", session ?? principal, call);
  for (const target of targetsOf(fields)) facts.edge("changes", session ?? principal, facts.node("call", account, target));
  const made = saidFirst(fields, "responseElements.credentials.accessKeyId", "responseElements.accessKey.accessKeyId");
  if (made !== undefined) facts.edge("creates", session ?? principal, facts.node("session", account, made));
}

function principalOf(facts: Facts, account: number, fields: Fields): number | undefined {
  const name = saidFirst(
    fields,
    "userIdentity.arn",
    "userIdentity.userName",
    "userIdentity.principalId",
    "userIdentity.invokedBy",
  );
  return name === undefined ? undefined : facts.node("principal", account, name);
}

const TARGETS = ["resources.ARN", "requestParameters.bucketName", "requestParameters.roleArn", "requestParameters.userName"];

function targetsOf(fields: Fields): readonly string[] {
  return [...new Set(TARGETS.flatMap((name) => saidAll(fields, name)))].filter((target) => target !== "").slice(0, 20);
}
