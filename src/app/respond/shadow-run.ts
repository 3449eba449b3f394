import type { Network } from "../../lib/index.ts";
import type { Target } from "../../model/index.ts";
import type { Playbook, RehearsalReport } from "../../respond/index.ts";
import { findProtection } from "../../respond/io/index.ts";
import type { Config } from "../config.ts";
import { budgetLimits, protectionConfig } from "./guarding.ts";
import { rehearse } from "./shadow.ts";
import { rehearsalDoors } from "./shadow-doors.ts";
import type { FileHistoryChoices } from "./shadow-files.ts";
import { openFileHistory } from "./shadow-files.ts";
import type { HistoryChoices } from "./shadow-history.ts";
import { openLedgerHistory } from "./shadow-ledger.ts";

/** What a rehearsal is run with; history from a data directory, or from log files. */
export type RehearsalChoices = {
  readonly config: Pick<Config, "respond">;
  readonly playbooks: readonly Playbook[];
  /** The operator's own list of whom must not be hit. */
  readonly good: readonly Network[];
  readonly history:
    | ({ readonly kind: "ledger"; readonly dataDirectory: string } & HistoryChoices)
    | ({ readonly kind: "files" } & FileHistoryChoices);
};

/** What a rehearsal gives, with how much the guards protected; the report is undefined when the signal ended it. */
export type RehearsalRun = { readonly report: RehearsalReport | undefined; readonly guarded: number };

/** Rehearses playbooks as this machine would act by its configuration, today's guards before yesterday's lines. Changes nothing. */
export async function runRehearsal({ config, playbooks, good, history }: RehearsalChoices): Promise<RehearsalRun> {
  const protection = await findProtection(protectionConfig(config.respond));
  const past =
    history.kind === "ledger" ? await openLedgerHistory(history.dataDirectory, history) : await openFileHistory(history);
  const doors = rehearsalDoors({
    playbooks,
    protection,
    limits: budgetLimits(config.respond),
    good,
    assets: assetsOf(config.respond.assets),
    persons: () => 0,
  });
  const { networks, accounts, sessions, processes, hosts } = protection;
  const guarded = networks.length + accounts.length + sessions.length + processes.length + hosts.length;
  return { report: await rehearse(past, doors, history.signal), guarded };
}

/** How much a host matters, by its name or address. */
function assetsOf(assets: Config["respond"]["assets"]): (target: Target) => number | null {
  const known = new Map(assets.map(({ host, criticality }) => [host.toLowerCase(), criticality]));
  return ({ value }) => known.get(value.toLowerCase()) ?? null;
}
