import { Failure, type Network, parseNetwork } from "../lib/index.ts";
import type { Actuator, ProtectionConfig } from "../respond/index.ts";
import {
  memoryActuator,
  openAccountActuator,
  openNftActuator,
  openOpenC2Actuator,
  openWebhookActuator,
  processActuator,
  sessionActuator,
  stateFile,
} from "../respond/io/index.ts";
import type { EnforcerArguments, Role } from "./arguments.ts";

/** What each role needs of root's rights: docs/enforcer.md says what for. */
const RIGHTS: Readonly<Record<Role, readonly string[]>> = {
  nft: ["CAP_NET_ADMIN"],
  accounts: ["CAP_CHOWN", "CAP_KILL"],
  processes: ["CAP_KILL"],
  openc2: [],
  webhook: [],
  memory: [],
};

/** The capabilities that these roles need. */
export function rightsOf(roles: readonly Role[]): readonly string[] {
  return [...new Set(roles.flatMap((role) => RIGHTS[role]))];
}

/** What serves the roles asked for, and how to let go of it. */
export type OpenRoles = { readonly actuators: readonly Actuator[]; close(): Promise<void> };

type Closable = Actuator & { close?(): Promise<void> };

export type RoleSetting = {
  readonly given: EnforcerArguments;
  /** What stays reachable under quarantine is taken from it once. */
  readonly protect: ProtectionConfig;
  readonly onProblem: (problem: string) => void;
};

/** Opens the actuators of all roles. Throws CONFIG_INVALID for a role that lacks its option. */
export async function openRoles(setting: RoleSetting): Promise<OpenRoles> {
  const opened: Closable[] = [];
  const close = async () => {
    await Promise.all(opened.map((actuator) => actuator.close?.() ?? Promise.resolve()));
  };
  try {
    for (const role of setting.given.roles) opened.push(...(await openRole(role, setting)));
  } catch (error) {
    await close();
    throw error;
  }
  return { actuators: opened, close };
}

async function openRole(role: Role, { given, protect, onProblem }: RoleSetting): Promise<readonly Closable[]> {
  const clock = Date.now;
  const state = (name: string) => stateFile(`${needed(given.state, role, "--state DIRECTORY")}/${name}`);
  switch (role) {
    case "nft":
      return [await openNftActuator({ clock, management: managementOf(protect), onProblem })];
    case "accounts":
      return [await openAccountActuator({ clock, state: state("locks.json"), onProblem }), sessionActuator()];
    case "processes":
      return [processActuator()];
    case "openc2":
      return [
        await openOpenC2Actuator({
          configPath: needed(given.openc2, role, "--openc2 FILE"),
          state: state("openc2.json"),
          clock,
          onProblem,
        }),
      ];
    case "webhook":
      return [
        await openWebhookActuator({
          configPath: needed(given.webhook, role, "--webhook FILE"),
          state: state("webhook.json"),
          clock,
        }),
      ];
    case "memory":
      return [memoryActuator(clock)];
  }
}

function needed(option: string | null, role: Role, name: string): string {
  if (option !== null) return option;
  throw new Failure("CONFIG_INVALID", `could not open the role ${role}: ${name} is missing`);
}

function managementOf({ management = [] }: ProtectionConfig): readonly Network[] {
  return management.flatMap(({ at }) => parseNetwork(at) ?? []);
}
