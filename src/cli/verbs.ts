import type { Command } from "commander";
import { addApprove } from "./approve.ts";
import { addAssess } from "./assess.ts";
import { addBlock } from "./block.ts";
import { addBlocks } from "./blocks.ts";
import { addCase } from "./case.ts";
import { addCases } from "./cases.ts";
import { addCollect } from "./collect.ts";
import { addExhibitVerb } from "./exhibit.ts";
import { addExport } from "./export.ts";
import { addKeys } from "./keys.ts";
import { addLedger } from "./ledger.ts";
import { addPacks } from "./packs.ts";
import { addPlaybook } from "./playbook.ts";
import { addPublish } from "./publish.ts";
import { addRemedy } from "./remedy.ts";
import { addRules } from "./rules.ts";
import { addStart } from "./start.ts";
import { addTime } from "./time.ts";
import { addTrust } from "./trust.ts";
import { addUnblock } from "./unblock.ts";
import { addUnseal } from "./unseal.ts";
import { addVerify } from "./verify.ts";
import { addWatch } from "./watch.ts";

/** Adds one verb to the program; its action says by `exit` what the exit code is to be. */
export type Verb = (program: Command, exit: (code: number) => void) => void;

/** Every verb, in the order in which `--help` lists them. */
export const VERBS: readonly Verb[] = [
  addStart,
  addWatch,
  addCases,
  addCase,
  addAssess,
  addRemedy,
  addPacks,
  addPublish,
  addVerify,
  addLedger,
  addPlaybook,
  addBlock,
  addUnblock,
  addBlocks,
  addCollect,
  addExhibitVerb,
  addUnseal,
  addRules,
  addTime,
  addTrust,
  addExport,
  addKeys,
  addApprove,
];
