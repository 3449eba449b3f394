import type { Range } from "../../model/index.ts";
import { type FactName, isRange, type SeverityFacts } from "./facts.ts";

/** The parts of a VERIS 1.4.1 incident that the facts of damage fill: `attribute` and `impact` (verisc-merged.json). */
export type VerisParts = {
  readonly attribute: {
    readonly availability?: {
      readonly variety: readonly string[];
      readonly duration: { readonly unit: "Seconds"; readonly value: number };
      readonly notes: string;
    };
    readonly confidentiality?: {
      readonly data_disclosure: "Yes" | "No" | "Potentially" | "Unknown";
      readonly data_total?: number;
      readonly data_volume?: number;
      readonly notes?: string;
    };
    readonly integrity?: { readonly variety: readonly ["Unknown"] };
  };
  readonly impact: {
    readonly overall_rating: "Unknown";
    readonly iso_currency_code?: "EUR";
    readonly overall_amount?: number;
    readonly overall_min_amount?: number;
    readonly overall_max_amount?: number;
    readonly notes?: string;
  };
};

const BYTES_IN_GB = 1e9;

/** A VERIS view of the same facts. Where VERIS has one number for what we know as a range, the best one stands there and the range in the notes. */
export function verisOf(facts: SeverityFacts): VerisParts {
  const outage = rangeOf(facts, "outage-total-s");
  const loss = rangeOf(facts, "loss-eur");
  const disclosed = confidentialityOf(facts);
  const compromised = facts.get("data-compromised")?.value;
  return {
    attribute: {
      ...(outage === undefined || outage.hi <= 0
        ? {}
        : {
            availability: {
              variety: ["Interruption"],
              duration: { unit: "Seconds" as const, value: outage.best },
              notes: `${outage.lo} to ${outage.hi} s`,
            },
          }),
      ...(disclosed === undefined ? {} : { confidentiality: disclosed }),
      ...(compromised === true ? { integrity: { variety: ["Unknown"] as const } } : {}),
    },
    // How grave it is for the victim is a judgement that VERIS asks of people: no scale of ours stands for it.
    impact: {
      overall_rating: "Unknown",
      ...(loss === undefined
        ? {}
        : {
            iso_currency_code: "EUR" as const,
            overall_amount: loss.best,
            overall_min_amount: loss.lo,
            overall_max_amount: loss.hi,
            notes: `EUR ${loss.lo} to ${loss.hi}`,
          }),
    },
  };
}

type Confidentiality = NonNullable<VerisParts["attribute"]["confidentiality"]>;

function confidentialityOf(facts: SeverityFacts): Confidentiality | undefined {
  const bytes = rangeOf(facts, "bytes-out");
  const records = rangeOf(facts, "records-affected");
  const stolen = facts.get("data-stolen")?.value;
  if (stolen === undefined && bytes === undefined && records === undefined) return undefined;
  const notes = [
    ...(bytes === undefined ? [] : [`${bytes.lo} to ${bytes.hi} bytes left`]),
    ...(records === undefined ? [] : [`${records.lo} to ${records.hi} records`]),
  ];
  return {
    data_disclosure: disclosureOf(stolen, bytes),
    ...(records === undefined ? {} : { data_total: Math.floor(records.best) }),
    // VERIS counts whole GB: less than one is left to the notes rather than told as none.
    ...(bytes === undefined || bytes.best < BYTES_IN_GB ? {} : { data_volume: Math.floor(bytes.best / BYTES_IN_GB) }),
    ...(notes.length === 0 ? {} : { notes: notes.join("; ") }),
  };
}

function disclosureOf(stolen: unknown, bytes: Range | undefined): Confidentiality["data_disclosure"] {
  if (typeof stolen === "boolean") return stolen ? "Yes" : "No";
  return bytes !== undefined && bytes.hi > 0 ? "Potentially" : "Unknown";
}

function rangeOf(facts: SeverityFacts, name: FactName): Range | undefined {
  const value = facts.get(name)?.value;
  return value !== undefined && isRange(value) ? value : undefined;
}
