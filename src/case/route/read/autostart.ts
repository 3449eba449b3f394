import type { Facts } from "../facts.ts";
import type { NodeRef } from "../store.ts";

/** A registry value that was set: its node, its path and what it was set to. */
type SetValue = { readonly key: NodeRef; readonly path: string; readonly value: string | undefined };

const SERVICE = /\\services\\([^\\]{1,256})\\(?:imagepath|parameters\\servicedll|failurecommand)$/i;
const RUN =
  /\\(?:currentversion\\run(?:once(?:ex)?|services)?|policies\\explorer\\run|winlogon|image file execution options\\[^\\]+)\\[^\\]+$/i;

/** What starts a command by itself: a service's image path, a Run key. Joins the value to the command, and through it to what it starts. */
export function autostartOf(facts: Facts, host: number, { key, path, value }: SetValue): void {
  const service = SERVICE.exec(path)?.[1];
  if (service !== undefined) facts.edge("configures", key, serviceNode(facts, host, service));
  if (value === undefined || (service === undefined && !RUN.test(path))) return;
  facts.edge("configures", key, commandRunBy(facts, host, value));
}

/** A service by name. */
export function serviceNode(facts: Facts, host: number, name: string): NodeRef {
  return facts.node("service", host, name.toLowerCase());
}

const COMMAND_UNITS_MAX = 2048;

/** The command that a service, task, Run key or WMI consumer runs: what was configured meets here what was started. */
export function commandRunBy(facts: Facts, host: number, command: string | undefined): NodeRef | undefined {
  if (command === undefined) return undefined;
  const plain = command.slice(0, COMMAND_UNITS_MAX).toLowerCase().replace(/["^]/g, "").replace(/\s+/g, " ").trim();
  return plain === "" ? undefined : facts.node("command", host, plain.replace(/^%comspec%/, "c:\\windows\\system32\\cmd.exe"));
}

const SCHEDULERS: ReadonlySet<string> = new Set([
  "services.exe",
  "svchost.exe",
  "taskeng.exe",
  "taskhostw.exe",
  "scrcons.exe",
  "wmiprvse.exe",
  "explorer.exe",
  "userinit.exe",
  "winlogon.exe",
  "runonce.exe",
]);

/** True for the programs that start what others configured; what they start is asked for its command. */
export function startedByScheduler(image: string | undefined): boolean {
  return image !== undefined && SCHEDULERS.has(image.slice(image.lastIndexOf("\\") + 1).toLowerCase());
}
