import type { Command } from "commander";
import { addCaseNew } from "./case-new.ts";

/** `meridian case …`: who did what with which tools, what came of it, and how well that is known. */
export function addCase(program: Command, exit: (code: number) => void): void {
  const parent = program.command("case").summary("open cases, and link an outcome to route, tools, actors, causes and damage");
  addCaseNew(parent, exit);
}
