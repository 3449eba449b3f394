import { z } from "zod";

const TOKENS_MAX = 64;
const VICTIMS_MAX = 1000;

const token = z.strictObject({
  name: z.string().min(1).max(400).meta({ description: "Who holds the token; statements made with it name them." }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: "SHA-256 of the token, in lower-case hexadecimal." }),
  victims: z.array(z.string().min(1).max(400)).max(VICTIMS_MAX).nullable().meta({
    description: "Whose cases the holder may see and add to; null is all. Another victim's cases do not exist for them.",
  }),
});

/** The `cases` section of meridian.yaml. */
export const casesSection = z.strictObject({
  host: z
    .enum(["127.0.0.1", "::1", "localhost"])
    .meta({ description: "The address of `meridian case serve`: this machine only; put a TLS terminator in front for others." })
    .default("127.0.0.1"),
  port: z.int().min(0).max(65_535).meta({ description: "The port of `meridian case serve`; 0 takes a free one." }).default(0),
  tokens: z
    .array(token.meta({ description: "Somebody who may ask over HTTP." }))
    .max(TOKENS_MAX)
    .meta({ description: "Who may work on cases over HTTP. Without any, nobody may." })
    .default([]),
  knowledge: z
    .array(z.string().min(1).max(4096).meta({ description: "A STIX bundle, plain or gzip, such as ATT&CK's." }))
    .max(32)
    .meta({ description: "Knowledge bases of actors and tools, used when a call names none; relative to this file." })
    .default([]),
});
