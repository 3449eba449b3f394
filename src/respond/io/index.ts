export { type AllowlistFile, openAllowlist } from "./allowlist-file.ts";
export { type ClientOrder, connectEnforcer, type EnforcerClient, type EnforcerClientOptions } from "./enforcer-client.ts";
export { type EnforcerLog, type EnforcerServer, type EnforcerServerOptions, serveEnforcer } from "./enforcer-server.ts";
export { readLiveFlows } from "./flows.ts";
export { type Guards, type GuardsAsking, type GuardsOptions, openGuards } from "./guards.ts";
export { memoryActuator } from "./memory-actuator.ts";
export { type NftActuatorSetting, openNftActuator } from "./nft.ts";
export { findProtection } from "./protected.ts";
