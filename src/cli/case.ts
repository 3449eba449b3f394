import type { Command } from "commander";
import { addCaseActors } from "./case-actors.ts";
import { addCaseAdd } from "./case-add.ts";
import { addCaseChange } from "./case-change.ts";
import { addCaseClaim } from "./case-claim.ts";
import { addCaseDamage, addCaseFact } from "./case-damage.ts";
import { addCaseExample } from "./case-example.ts";
import { addCaseExport, addCaseImport } from "./case-exchange.ts";
import { addCaseJudge } from "./case-judge.ts";
import { addCaseLink } from "./case-link.ts";
import { addCaseList } from "./case-list.ts";
import { addCaseNew } from "./case-new.ts";
import { addCaseOpen } from "./case-open.ts";
import { addCaseRelate } from "./case-relate.ts";
import { addCaseRoute } from "./case-route.ts";
import { addCaseServe } from "./case-serve.ts";
import { addCaseTimeline } from "./case-timeline.ts";
import { addCaseCount, addCaseTools } from "./case-tools.ts";
import { addCaseWhatIf, addCaseWho } from "./case-who.ts";
import { addCaseWhy } from "./case-why.ts";

/** `meridian case …`: who did what with which tools, what came of it, and how well that is known. */
export function addCase(program: Command, exit: (code: number) => void): void {
  const parent = program.command("case").summary("open cases, and link an outcome to route, tools, actors, causes and damage");
  addCaseNew(parent, exit);
  addCaseList(parent, exit);
  addCaseOpen(parent, exit);
  addCaseChange(parent, exit);
  addCaseAdd(parent, exit);
  addCaseClaim(parent, exit);
  addCaseLink(parent, exit);
  addCaseJudge(parent, exit);
  addCaseRoute(parent, exit);
  addCaseTools(parent, exit);
  addCaseCount(parent, exit);
  addCaseWho(parent, exit);
  addCaseActors(parent, exit);
  addCaseWhatIf(parent, exit);
  addCaseWhy(parent, exit);
  addCaseDamage(parent, exit);
  addCaseFact(parent, exit);
  addCaseTimeline(parent, exit);
  addCaseRelate(parent, exit);
  addCaseExport(parent, exit);
  addCaseImport(parent, exit);
  addCaseServe(parent, exit);
  addCaseExample(parent, exit);
}
