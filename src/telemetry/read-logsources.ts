import { tableOf } from "../lib/index.ts";
import { type LogSource, logsourceMatches } from "../model/index.ts";
import { CATEGORY_BY_SERVICE, SERVICE_BY_CHANNEL } from "./windows/channels.ts";

const LINUX_SERVICES = ["auditd", "auth", "clamav", "cron", "guacamole", "sshd", "sudo", "syslog", "sysmon", "vsftpd"];
const LINUX_AUDIT_CATEGORIES = ["process_creation", "network_connection", "file_event"];
const REGISTRY_CATEGORIES = ["registry_add", "registry_delete"];

const windowsCategories: readonly LogSource[] = [...CATEGORY_BY_SERVICE].flatMap(([service, categories]) =>
  [...categories.values()].map((category) => ({ product: "windows", service, category })),
);

/** One event log source of each kind that the readers give, those of Zeek and Suricata left out, which are as many as they have logs. */
const READ: readonly LogSource[] = [
  { product: "windows" },
  ...[...SERVICE_BY_CHANNEL.values()].map((service) => ({ product: "windows", service })),
  ...windowsCategories,
  ...REGISTRY_CATEGORIES.map((category) => ({ product: "windows", service: "sysmon", category })),
  ...LINUX_SERVICES.map((service) => ({ product: "linux", service })),
  ...LINUX_AUDIT_CATEGORIES.map((category) => ({ product: "linux", service: "auditd", category })),
  ...windowsCategories
    .filter(({ service }) => service === "sysmon")
    .map(({ service, category }) => ({ product: "linux", service, category }) as LogSource),
  { category: "webserver" },
  { product: "nginx", service: "nginx" },
  { product: "apache", service: "apache" },
  { product: "tshark", category: "network_connection" },
  { product: "aws", service: "cloudtrail" },
  ...["tracking", "measurements", "statistics"].map((service) => ({
    product: "chrony",
    service,
  })),
];

const OPEN_PRODUCTS: ReadonlyMap<string, readonly (readonly [service: string, category: string])[]> = tableOf({
  zeek: [
    ["conn", "network_connection"],
    ["dns", "dns"],
  ],
  suricata: [
    ["flow", "network_connection"],
    ["netflow", "network_connection"],
    ["dns", "dns"],
  ],
});

/** True when some reader of this room makes events that a rule for `logsource` is meant for. */
export function readsLogsource(logsource: LogSource): boolean {
  return [...READ, ...openSources(logsource)].some((event) => logsourceMatches(logsource, event));
}

/** Logs of Zeek and Suricata name themselves, so a rule may mean any. */
function openSources({ service = "any" }: LogSource): readonly LogSource[] {
  return [...OPEN_PRODUCTS].flatMap(([product, named]) => [
    { product, service },
    ...named.map(([each, category]) => ({ product, service: each, category })),
  ]);
}
