import { createHash } from "node:crypto";
import { networkInterfaces } from "node:os";
import { configuredProtection, type ProtectionConfig } from "../guards/configured.ts";
import { type Findings, findings, type Protection, protectionOf } from "../guards/protection.ts";
import { parseResolvConf, parseResolvedConf } from "../guards/system-files.ts";
import { type Machine, machineAt } from "./protected-files.ts";
import { type NamedHost, namedHosts, type Resolve, systemResolve } from "./protected-names.ts";
import { gateways, ownAddresses } from "./protected-net.ts";
import { operatorSessions } from "./protected-operator.ts";
import { protectedProcesses } from "./protected-process.ts";
import { configuredTimeSources, usedTimeSources } from "./protected-time.ts";
import { rememberingList, rememberingResolve } from "./remembering.ts";

/** What stands between findProtection and this machine; a test brings its own. */
export type ProtectionWorld = {
  readonly machine: Machine;
  readonly interfaces: typeof networkInterfaces;
  readonly resolve: Resolve;
  readonly usedTimeSources: () => Promise<readonly NamedHost[]>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
};

const TIMEOUT_MS = 3000;
/** A program is started for it, so not with every look. */
const CHRONYC_EVERY_MS = 60_000;

const THIS_MACHINE: ProtectionWorld = {
  machine: machineAt(""),
  interfaces: networkInterfaces,
  resolve: rememberingResolve(systemResolve, () => performance.now()),
  usedTimeSources: rememberingList(
    () => usedTimeSources(TIMEOUT_MS),
    CHRONYC_EVERY_MS,
    () => performance.now(),
  ),
  environment: process.env,
  pid: process.pid,
};

const RESOLVED = ["/etc/systemd/resolved.conf"];
const RESOLVED_FOLDERS = ["/etc/systemd/resolved.conf.d", "/run/systemd/resolved.conf.d"];
const RESOLV_CONFS = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

/**
 * Finds all that must not be touched: what is configured, and what this machine itself shows it lives by. Takes at most about three
 * seconds; what could not be found out is a gap of the result. Never rejects for what the machine lacks.
 */
export async function findProtection(config: ProtectionConfig, world: ProtectionWorld = THIS_MACHINE): Promise<Protection> {
  const { machine } = world;
  const configured = configuredProtection(config);
  const used = await world.usedTimeSources();
  const hosts: readonly NamedHost[] = [...configured.hosts, ...resolvers(machine), ...configuredTimeSources(machine), ...used];
  const found: readonly Findings[] = [
    configured.findings,
    findings({ networks: [...ownAddresses(world.interfaces), ...gateways(machine)] }),
    await operatorSessions(machine, config.operators ?? null, world.environment),
    findings({ processes: await protectedProcesses(machine, config.safety?.processes ?? [], world.pid) }),
    await namedHosts(hosts, machine, { resolve: world.resolve, timeoutMs: TIMEOUT_MS }),
  ];
  return protectionOf(found, sha256);
}

/** SHA-256 of this platform. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

function resolvers(machine: Machine): NamedHost[] {
  const named = (host: string, from: string): NamedHost => ({ guard: "resolver", host, why: "name server", from });
  const drops = RESOLVED_FOLDERS.flatMap((folder) => machine.list(folder).map((name) => `${folder}/${name}`));
  return [
    ...RESOLV_CONFS.flatMap((path) => parseResolvConf(machine.text(path) ?? "").map((host) => named(host, path))),
    ...[...RESOLVED, ...drops].flatMap((path) => parseResolvedConf(machine.text(path) ?? "").map((host) => named(host, path))),
  ];
}
