import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Child, run, until } from "./children.ts";
import type { KernelSet } from "./probe.ts";

/** Where its bouncer keeps IPv4 addresses. */
export const CROWDSEC_SET: KernelSet = { family: 2, table: "crowdsec", set: "crowdsec-blacklists" };

const HUB = "/usr/share/crowdsec/hub";
const API = "127.0.0.1:18080";
const PARSERS = [
  "s00-raw/crowdsecurity/syslog-logs.yaml",
  "s01-parse/crowdsecurity/sshd-logs.yaml",
  "s01-parse/crowdsecurity/nginx-logs.yaml",
  "s02-enrich/crowdsecurity/dateparse-enrich.yaml",
  "s02-enrich/crowdsecurity/http-logs.yaml",
];

/**
 * Debian's CrowdSec with its local API alone (no central API, no console) and the firewall bouncer in nftables mode, which asks each 10 s
 * as it does unless told otherwise. The scenario is the hub's ssh-bf with room for nine failures, so that the tenth counts as elsewhere.
 */
export async function startCrowdsec(
  folder: string,
  logs: { auth: string; access: string },
): Promise<readonly Child[] | undefined> {
  const bouncer = "/usr/bin/crowdsec-firewall-bouncer";
  if (!existsSync("/usr/bin/crowdsec") || !existsSync(bouncer) || !existsSync(HUB)) return undefined;
  const home = join(folder, "crowdsec");
  writeConfig(home, logs);
  const config = join(home, "config.yaml");
  await run(["/usr/bin/cscli", "-c", config, "machines", "add", "-a", "-f", join(home, "credentials.yaml")]);
  const key = (await run(["/usr/bin/cscli", "-c", config, "bouncers", "add", "bench", "-o", "raw"])).trim();
  const agent = new Child("crowdsec", ["/usr/bin/crowdsec", "-c", config]);
  await until("CrowdSec's local API", async () => {
    agent.assertRuns();
    return run(["/usr/bin/cscli", "-c", config, "lapi", "status"]).then(
      () => true,
      () => false,
    );
  });
  writeFileSync(join(home, "bouncer.yaml"), bouncerConfig(home, key));
  const child = new Child("crowdsec-firewall-bouncer", [bouncer, "-c", join(home, "bouncer.yaml")]);
  await until("the bouncer's table", async () => {
    child.assertRuns();
    return run(["nft", "list", "set", "ip", CROWDSEC_SET.table, CROWDSEC_SET.set]).then(
      () => true,
      () => false,
    );
  });
  return [agent, child];
}

function writeConfig(home: string, logs: { auth: string; access: string }): void {
  for (const part of [
    "data",
    "hub",
    "scenarios",
    "postoverflows",
    "parsers/s00-raw",
    "parsers/s01-parse",
    "parsers/s02-enrich",
    "notifications",
  ])
    mkdirSync(join(home, part), { recursive: true });
  cpSync("/etc/crowdsec/patterns", join(home, "patterns"), { recursive: true });
  cpSync("/etc/crowdsec/profiles.yaml", join(home, "profiles.yaml"));
  cpSync("/etc/crowdsec/simulation.yaml", join(home, "simulation.yaml"));
  writeFileSync(
    join(home, "hub", ".index.json"),
    JSON.stringify({ collections: {}, parsers: {}, postoverflows: {}, scenarios: {} }),
  );
  for (const parser of PARSERS) {
    const [stage = "", , file = ""] = parser.split("/");
    cpSync(join(HUB, "parsers", parser), join(home, "parsers", stage, file));
  }
  const scenario = readFileSync(join(HUB, "scenarios/crowdsecurity/ssh-bf.yaml"), "utf8");
  writeFileSync(join(home, "scenarios", "ssh-bf.yaml"), scenario.replaceAll("capacity: 5", "capacity: 9"));
  writeFileSync(
    join(home, "acquis.yaml"),
    `filenames: [${logs.auth}]\nlabels: { type: syslog }\n---\nfilenames: [${logs.access}]\nlabels: { type: nginx }\n`,
  );
  writeFileSync(join(home, "config.yaml"), agentConfig(home));
}

function agentConfig(home: string): string {
  return `common: { daemonize: false, log_media: file, log_level: info, log_dir: ${home}/, working_dir: ${home} }
config_paths: { config_dir: ${home}/, data_dir: ${home}/data/, simulation_path: ${home}/simulation.yaml, hub_dir: ${home}/hub/, index_path: ${home}/hub/.index.json, notification_dir: ${home}/notifications/, plugin_dir: ${home}/plugins/ }
crowdsec_service: { acquisition_path: ${home}/acquis.yaml, parser_routines: 1 }
cscli: { output: human }
db_config: { log_level: info, type: sqlite, db_path: ${home}/data/crowdsec.db }
api:
  client: { insecure_skip_verify: false, credentials_path: ${home}/credentials.yaml }
  server: { log_level: info, listen_uri: ${API}, profiles_path: ${home}/profiles.yaml }
prometheus: { enabled: false }
`;
}

function bouncerConfig(home: string, key: string): string {
  return `mode: nftables
update_frequency: 10s
daemonize: false
log_mode: file
log_dir: ${home}/
log_level: info
api_url: http://${API}/
api_key: ${key}
insecure_skip_verify: false
disable_ipv6: true
deny_action: DROP
deny_log: false
supported_decisions_types: [ban]
blacklists_ipv4: crowdsec-blacklists
nftables:
  ipv4: { enabled: true, set-only: false, table: crowdsec, chain: crowdsec-chain }
  ipv6: { enabled: false }
`;
}
