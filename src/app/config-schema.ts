import { z } from "zod";

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
    sources: z
      .array(path("A file, folder, pattern, syslog:// address, or journal:."))
      .max(LIST_MAX)
      .meta({ description: "What to read, as in `meridian watch SOURCE...`." })
      .default([]),
    serve: serve.meta({ description: "The local page." }).prefault({}),
    ledger: ledger.meta({ description: "The append-only ledger." }).prefault({}),
    retention: retention.meta({ description: "How long records are kept. Without it nothing is ever erased." }).optional(),
  })
  .meta({ title: "meridian.yaml", description: "The configuration of a Meridian node." });

/** What CONFIG_SCHEMA gives. */
export type ConfigDocument = z.output<typeof CONFIG_SCHEMA>;

/** A node of a JSON Schema, as far as we read it. */
export type SchemaNode = {
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
