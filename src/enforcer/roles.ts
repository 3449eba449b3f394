import { Failure } from "../lib/index.ts";
import type { Actuator } from "../respond/index.ts";
import { memoryActuator } from "../respond/io/index.ts";
import type { EnforcerArguments, Role } from "./arguments.ts";

/** What each role needs of root's rights: docs/enforcer.md says what for. */
const RIGHTS: Readonly<Record<Role, readonly string[]>> = {
  nft: ["CAP_NET_ADMIN"],
  accounts: [],
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

/** Opens an actuator for each role. Throws CONFIG_INVALID for a role that lacks its option. */
export async function openRoles({ roles }: EnforcerArguments): Promise<OpenRoles> {
  const actuators = roles.map((role) => {
    if (role === "memory") return memoryActuator(Date.now);
    throw new Failure("CONFIG_INVALID", `could not open the role ${role}: this build does not have it`);
  });
  return { actuators, close: () => Promise.resolve() };
}
