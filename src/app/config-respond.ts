import { z } from "zod";

const LIST_MAX = 1000;
const text = (unitsMax: number, description: string) => z.string().min(1).max(unitsMax).meta({ description });

const socket = text(4096, "The Unix socket of an enforcer.");

const place = z.strictObject({
  at: text(253, "An address, a network such as 198.51.100.0/24, or the name of a host, whose addresses are looked up."),
  why: text(400, "Why it must not be touched; stands in every refusal.").default("named in the configuration"),
});

const places = (description: string) =>
  z
    .array(place.meta({ description: "A place in the network." }))
    .max(LIST_MAX)
    .meta({ description })
    .default([]);
const names = (description: string) => z.array(text(256, "A name.")).max(LIST_MAX).meta({ description }).default([]);

const protect = z.strictObject({
  allow: places("Never blocked: partners, monitoring, offices."),
  management: places("From where the machines are run; stay open under quarantine."),
  gateways: places("Gateways that this machine does not show by itself."),
  resolvers: places("Name servers that this machine does not show by itself."),
  timeSources: places("Time sources that this machine does not show by itself."),
  peers: places("Witnesses, mirrors, webhook destinations and the other ends of critical flows."),
  accounts: names("Accounts that are never locked."),
  hosts: names("Hosts that are never quarantined."),
  operators: z
    .array(text(256, "An account."))
    .max(LIST_MAX)
    .nullable()
    .meta({ description: "Whose sessions are an operator's and never touched; null: of all who may become root." })
    .default(null),
  nat64: z
    .array(text(100, "A prefix of 96 bits, such as 64:ff9b::/96."))
    .max(64)
    .meta({ description: "The site's own NAT64 prefixes." })
    .default([]),
});

const shared = z.strictObject({
  at: text(253, "An address or network behind which many people are: NAT pool, CDN, reverse proxy."),
  why: text(400, "Who is behind it.").default("many people are behind it"),
  policy: z
    .enum(["approve", "refuse"])
    .meta({ description: "approve: a person may order it with approvals; refuse: never." })
    .default("refuse"),
});

const safety = z.strictObject({
  hosts: names("Hosts, by name or address, that keep people safe: never blocked, never quarantined."),
  accounts: names("Accounts that they need: never locked."),
  processes: names("Programs that they need: never stopped."),
});

const asset = z.strictObject({
  host: text(253, "A host by name or address, as logs name it."),
  criticality: z.int().min(0).max(5).meta({ description: "0: nothing depends on it; 5: nothing matters more." }),
  safety: z.boolean().meta({ description: "true: people are in danger when it stops; it is never touched." }).default(false),
});

const canary = z.strictObject({
  kind: z
    .enum(["tcp", "dns", "ntp"])
    .meta({ description: "tcp: a connection is opened; dns: a name is asked for; ntp: the time is asked for." }),
  host: z
    .union([z.ipv4(), z.ipv6()])
    .meta({ description: "The other end, as an address, so that no name server is asked. It is never blocked either." }),
  port: z.int().min(1).max(65_535).nullable().meta({ description: "Its port; null is 443, 53 or 123 by kind." }).default(null),
  name: text(253, "The name that a dns canary asks for.").default("."),
});

const count = (description: string) => z.int().min(0).max(10_000_000).nullable().meta({ description });
const share = (description: string) => z.number().min(0).max(1).nullable().meta({ description });

const budgets = z.strictObject({
  addressesPerMinute: count("Addresses that playbooks may block in a minute (an IPv6 /64 is one); null: the default.").default(
    null,
  ),
  addressesPerHour: count("The same in an hour.").default(null),
  namesPerMinute: count("Accounts, sessions, processes and hosts together, in a minute.").default(null),
  namesPerHour: count("The same in an hour.").default(null),
  heldMax: count("No new target once so many are held.").default(null),
  flowShareMax: share("Share of the live connections that playbooks may hit within a minute.").default(null),
  remoteShareMax: share("Share of the addresses with live connections that they may hit within a minute.").default(null),
  prefixV4Min: z
    .int()
    .min(8)
    .max(32)
    .nullable()
    .meta({ description: "The shortest IPv4 prefix that playbooks may block." })
    .default(null),
  prefixV6Min: z
    .int()
    .min(16)
    .max(128)
    .nullable()
    .meta({ description: "The shortest IPv6 prefix that playbooks may block." })
    .default(null),
});

/** The `respond` section of meridian.yaml. */
export const respondSection = z.strictObject({
  mode: z
    .enum(["off", "rehearse", "act"])
    .meta({
      description:
        "off: nothing is decided. rehearse: what would be done is stated, and nothing is done. act: playbooks act through the enforcer.",
    })
    .default("off"),
  enforcer: z
    .union([socket, z.array(socket).min(1).max(8)])
    .meta({
      description:
        "The Unix socket of meridian-enforcer, which alone holds the right to block; or a list, each with measures of its own, such as one for packets and one for accounts.",
    })
    .default("/run/meridian-enforcer/socket"),
  playbooks: z
    .array(text(4096, "A playbook, or a folder with playbooks, in CACAO 2.0 JSON or the short form; relative to this file."))
    .max(LIST_MAX)
    .meta({ description: "The playbooks in force. Without any nothing is decided; persons may still block." })
    .default([]),
  protect: protect
    .meta({
      description:
        "What is never touched, beside what the node finds by itself: its own addresses, resolvers, time sources, gateways and the operators' sessions.",
    })
    .prefault({}),
  shared: z
    .array(shared.meta({ description: "Many people behind few addresses." }))
    .max(LIST_MAX)
    .meta({ description: "Addresses that many people share." })
    .default([]),
  safety: safety
    .meta({ description: "Whatever puts people in danger when it stops. No playbook and no person may touch it." })
    .prefault({}),
  assets: z
    .array(asset.meta({ description: "A host of one's own." }))
    .max(10_000)
    .meta({ description: "How much each host matters, for playbooks that ask." })
    .default([]),
  budgets: budgets.meta({ description: "How much playbooks may do by themselves; what is null keeps its default." }).prefault({}),
  canaries: z
    .array(canary.meta({ description: "A flow that must never be lost." }))
    .max(64)
    .meta({
      description:
        "Critical flows: when one that worked fails after an action, the actions since then are rolled back and automatic action pauses until `meridian block --resume`.",
    })
    .default([]),
  approvalHours: z
    .int()
    .min(1)
    .max(168)
    .meta({ description: "An action that waits for approval is over when nobody approved it for so long." })
    .default(24),
  freshSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .meta({
      description:
        "A detection whose newest line was written longer ago than this when it was read is history: it is rehearsed, never acted on.",
    })
    .default(600),
});
