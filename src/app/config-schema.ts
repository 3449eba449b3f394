import { z } from "zod";
import { casesSection } from "./config-cases.ts";
import { respondSection } from "./config-respond.ts";
import { sigmaSection } from "./config-sigma.ts";
import { DEEDS } from "./keys/approvals-deeds.ts";

const NAME_UNITS_MAX = 400;
const PATH_UNITS_MAX = 4096;
const LIST_MAX = 1000;

const name = (description: string) => z.string().min(1).max(NAME_UNITS_MAX).meta({ description });
const path = (description: string) => z.string().min(1).max(PATH_UNITS_MAX).meta({ description });

const site = z.strictObject({
  name: name("What this site is called in statements and on the page.").default("unnamed site"),
  utcOffset: z
    .string()
    .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/)
    .nullable()
    .meta({
      description:
        'The offset of local time from UTC, such as "+13:00", for logs that name none; null is this machine\'s own. Quote it.',
    })
    .default(null),
  exercise: z
    .boolean()
    .meta({ description: "true marks everything this node signs as an exercise with invented parties." })
    .default(false),
});

const party = z.strictObject({
  name: name("The legal entity that signs. It stands in entry 0 of the ledger and cannot be changed later."),
  kind: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: "What the entity is, such as operator, vendor or authority." })
    .default("not stated"),
  jurisdiction: z
    .string()
    .min(1)
    .max(100)
    .nullable()
    .meta({ description: "Whose law the entity is under; null leaves it unsaid." })
    .default(null),
});

const serve = z.strictObject({
  host: z
    .enum(["127.0.0.1", "::1", "localhost"])
    .meta({
      description: "The address of the local page. It has no sign-in, so it stays on this machine; use ssh -L from another.",
    })
    .default("127.0.0.1"),
  port: z.int().min(0).max(65_535).meta({ description: "The port of the local page; 0 takes a free one." }).default(0),
});

const ledgerServe = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(255)
    .meta({
      description:
        "The address that other parties reach. They see commitments, checkpoints and proofs, never statements or records.",
    })
    .default("127.0.0.1"),
  port: z.int().min(0).max(65_535).meta({ description: "The port for other parties; 0 takes a free one." }).default(0),
  submitTokens: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(64)
    .meta({
      description:
        "SHA-256, in lower-case hexadecimal, of each token that may hand in signed statements at /submit/entries. Without any, nobody may.",
    })
    .default([]),
});

const ledger = z.strictObject({
  origin: z
    .string()
    .regex(/^[^\s+]{1,255}$/)
    .nullable()
    .meta({
      description:
        "The ledger's name in checkpoints (C2SP tlog-checkpoint): unique, without spaces or +, and never changed. null makes one up at the first start.",
    })
    .default(null),
  serve: ledgerServe
    .meta({
      description: "Serves this ledger to other parties, and witnesses and mirrors theirs. Without it nobody is served.",
    })
    .optional(),
  quorum: z
    .int()
    .min(0)
    .max(32)
    .nullable()
    .meta({
      description:
        "How many other parties must cosign a checkpoint before it is published; null is more than half of those that were added.",
    })
    .default(null),
  watchSeconds: z
    .int()
    .min(1)
    .max(3600)
    .meta({ description: "How often the logs of other parties, and what their witnesses show of them, are compared." })
    .default(60),
});

const retention = z.strictObject({
  keepDays: z
    .int()
    .min(1)
    .max(36_500)
    .meta({ description: "Records older than this many days may be erased unless a finding cites them." }),
  schedule: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: "The name of the retention schedule, as the organisation's own papers call it." }),
  authority: z.string().min(1).max(1000).meta({ description: "Who decided the schedule." }),
  basis: z.string().min(1).max(2000).meta({ description: "The law, contract or policy that the schedule rests on." }),
});

const authority = z.strictObject({
  name: name("What the authority is called in statements. Two with one name count as one."),
  url: z
    .string()
    .max(PATH_UNITS_MAX)
    .regex(/^https?:\/\/[^\s#@]{1,4000}$/)
    .meta({ description: "Where it is asked: RFC 3161 over HTTP or HTTPS. Redirects are not followed." }),
  policy: z
    .string()
    .max(NAME_UNITS_MAX)
    .regex(/^([01]\.[0-3]?[0-9]|2\.(0|[1-9][0-9]{0,8}))(\.(0|[1-9][0-9]{0,14})){1,16}$/)
    .nullable()
    .meta({ description: "The policy that is asked for and accepted, as 1.3.6.1.4.1.32473.1.1; null takes any." })
    .default(null),
  anchors: z
    .array(path("A file with PEM certificates; relative to this file."))
    .min(1)
    .max(LIST_MAX)
    .meta({ description: "The certificates that a token of this authority must lead to. No other is believed." }),
  jurisdiction: z
    .string()
    .min(1)
    .max(100)
    .nullable()
    .meta({ description: "Whose law the authority is under; null leaves it unsaid." })
    .default(null),
});

const AUTHORITIES_MAX = 20;

const time = z.strictObject({
  authorities: z
    .array(authority.meta({ description: "A time-stamping authority." }))
    .max(AUTHORITIES_MAX)
    .meta({ description: "Time-stamping authorities: name two or more, under different law. Without any nothing is stamped." })
    .default([]),
  every: z
    .string()
    .max(NAME_UNITS_MAX)
    .regex(/^[1-9][0-9]{0,5}[smhd]$/)
    .meta({
      title: "a whole number with s, m, h or d behind it",
      description: "How often a running node has its newest checkpoint stamped, such as 10m, 1h or 1d.",
    })
    .default("1h"),
  hash: z.enum(["sha256", "sha512"]).meta({ description: "The hash by which authorities are asked." }).default("sha256"),
  timeoutSeconds: z.int().min(1).max(300).meta({ description: "How long an authority may take to answer." }).default(10),
  clockUncertaintySeconds: z
    .int()
    .min(0)
    .max(86_400)
    .meta({ description: "How far this machine's own clock may be from the true time." })
    .default(5),
});

const approvals = z.strictObject({
  deeds: z
    .array(z.enum(DEEDS))
    .max(DEEDS.length)
    .meta({ description: "Deeds that are done only when several persons have approved them with `meridian approve`." })
    .default([]),
  persons: z
    .int()
    .min(1)
    .max(16)
    .meta({ description: "How many different persons must approve; one person counts once, whatever keys they have." })
    .default(2),
});

/** meridian.yaml. The published docs/meridian.schema.json is generated from this. Unknown names are refused at every level. */
export const CONFIG_SCHEMA = z
  .strictObject({
    site: site.meta({ description: "The place that is watched." }).prefault({}),
    party: party
      .meta({
        description: "Who keeps the ledger and signs. Without it: the keeper of this machine, and nothing more is claimed.",
      })
      .optional(),
    data: path("The folder for ledger, keys and dossiers; relative to this file.").default("meridian-data"),
    rules: z
      .array(path("A folder with Sigma rules."))
      .max(LIST_MAX)
      .meta({ description: "Folders with Sigma rules, beside the starter rules." })
      .default([]),
    sigma: sigmaSection.meta({ description: "What stands beside Sigma rules when they are loaded." }).prefault({}),
    sources: z
      .array(path("A file, folder, pattern, syslog:// address, or journal:."))
      .max(LIST_MAX)
      .meta({ description: "What to read, as in `meridian watch SOURCE...`." })
      .default([]),
    serve: serve.meta({ description: "The local page." }).prefault({}),
    ledger: ledger.meta({ description: "The append-only ledger." }).prefault({}),
    time: time.meta({ description: "Trusted time: who says when the ledger was there." }).prefault({}),
    retention: retention.meta({ description: "How long records are kept. Without it nothing is ever erased." }).optional(),
    approvals: approvals.meta({ description: "Deeds that one person alone may not do." }).prefault({}),
    cases: casesSection.meta({ description: "Cases, and who may work on them over HTTP." }).prefault({}),
    respond: respondSection
      .meta({ description: "What is done about detections, on one's own systems. Off unless it is set." })
      .prefault({}),
  })
  .meta({ title: "meridian.yaml", description: "The configuration of a Meridian node." });

/** What CONFIG_SCHEMA gives. */
export type ConfigDocument = z.output<typeof CONFIG_SCHEMA>;

/** A node of a JSON Schema, as far as we read it. */
export type SchemaNode = {
  /** What a text must look like, in words, where its pattern would say little. */
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
};

/** JSON Schema (draft 2020-12) of meridian.yaml, for editors and for our own error messages. */
export function configJsonSchema(): SchemaNode {
  return z.toJSONSchema(CONFIG_SCHEMA, { io: "input" }) as SchemaNode;
}
