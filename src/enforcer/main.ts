import { constants, setPriority } from "node:os";
import { explainError, Failure } from "../lib/index.ts";
import { enforcerLimits, gateActuator, joinActuators, type ProtectionConfig } from "../respond/index.ts";
import { findProtection, openAllowlist, openEnforcerGate, serveEnforcer } from "../respond/io/index.ts";
import { type EnforcerArguments, readArguments, USAGE } from "./arguments.ts";
import { ownCapabilities } from "./capabilities.ts";
import { log } from "./log.ts";
import { openRoles, rightsOf } from "./roles.ts";

const EXIT = { yes: 0, usage: 2, failure: 3 } as const;

/** Runs until SIGTERM or SIGINT. Blocks stay in place when it ends: the kernel's own time-outs let them go. */
async function run(argv: readonly string[]): Promise<number> {
  const read = readArguments(argv);
  if (!read.ok) {
    process.stderr.write(`meridian-enforcer: ${read.fault}\n${USAGE}`);
    return EXIT.usage;
  }
  if (read.value === "help") {
    process.stdout.write(USAGE);
    return EXIT.yes;
  }
  try {
    return await enforce(read.value);
  } catch (error) {
    process.stderr.write(`meridian-enforcer: ${explainError(error)}\n`);
    if (error instanceof Failure) process.stderr.write(`meridian-enforcer: ${error.code}, see docs/errors.md\n`);
    return error instanceof Failure && error.code === "CONFIG_INVALID" ? EXIT.usage : EXIT.failure;
  }
}

const onProblem = (why: string) => log("problem", { why });

async function enforce(given: EnforcerArguments): Promise<number> {
  const nothing: ProtectionConfig = {};
  const allowlist = given.protect === null ? { current: () => nothing } : openAllowlist(given.protect, onProblem);
  const limits = enforcerLimits(given.limits);
  if (!limits.ok) throw new Failure("CONFIG_INVALID", `could not use --limits: ${limits.fault}`);
  if (given.isCheck) {
    process.stdout.write(`${JSON.stringify(await findProtection(allowlist.current()), null, 2)}\n`);
    return EXIT.yes;
  }
  checkRights(given);
  preferOwn();
  const stopped = untilSignal();
  const roles = await openRoles({ given, protect: allowlist.current(), onProblem });
  try {
    const joined = joinActuators(roles.actuators);
    if (!joined.ok) throw new Failure("CONFIG_INVALID", `could not join the roles: ${joined.fault}`);
    const actuator = joined.value;
    const configured = () => allowlist.current();
    const gate = await openEnforcerGate({ configured, limits: limits.value, clock: Date.now, actuator, log });
    const server = await serveEnforcer({ path: given.socket, actuator: gateActuator(actuator, gate), log });
    log("serving", { socket: given.socket, roles: given.roles.join(","), measures: actuator.measures.join(",") });
    log("ending", { signal: await stopped });
    await server.close();
    await gate.close();
  } finally {
    await roles.close();
  }
  return EXIT.yes;
}

/**
 * Ahead of what floods the machine while it blocks the flood, and with it the programs that it starts. Takes CAP_SYS_NICE, which the
 * units do not give: they set it themselves.
 */
function preferOwn(): void {
  try {
    setPriority(constants.priority.PRIORITY_ABOVE_NORMAL);
  } catch {
    return; // not allowed to: then as everybody else
  }
}

/** Too many rights are named; all of root's are refused unless they were asked for. */
function checkRights({ roles, isRootAllowed }: EnforcerArguments): void {
  const own = ownCapabilities();
  if (own === undefined) return log("rights-unknown", { why: "/proc/self/status cannot be read" });
  const needed = rightsOf(roles);
  const beyond = own.filter((name) => !needed.includes(name));
  const missing = needed.filter((name) => !own.includes(name));
  if (beyond.includes("CAP_SYS_ADMIN") && !isRootAllowed) {
    const enough = needed.length === 0 ? "no capability" : needed.join(" ");
    throw new Failure(
      "CONFIG_INVALID",
      `could not start with all the rights of root: these roles need ${enough}. Use deploy/meridian-enforcer.service, setpriv, or --allow-root`,
    );
  }
  if (beyond.length > 0) log("rights-beyond", { capabilities: beyond.join(" ") });
  if (missing.length > 0) log("rights-missing", { capabilities: missing.join(" ") });
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });
}

process.exitCode = await run(process.argv.slice(2));
