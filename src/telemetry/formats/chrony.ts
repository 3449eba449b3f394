import type { FieldValue, LogSource } from "../../model/index.ts";
import { nameHost, noFields } from "../fields.ts";
import { CONTEXT, type Conditions, eventOutcome, type Outcome, type TextFormat } from "../format.ts";
import { isoSpan } from "../times.ts";

type Column = { readonly name: string; readonly shape: RegExp };
type Table = { readonly logsource: LogSource; readonly columns: readonly Column[]; readonly least: number };

const NUMBER = /^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const COUNT = /^[0-9]+$/;
const SOURCE = /^[0-9A-Za-z.:#_-]+$/;
const LEAP = /^[N+?-]$/;
const BITS = /^[01]+$/;
const REFID = /^[0-9A-F]{8}$/;
const MODE = /^[0-9][A-Za-z]?$/;
const STAMPING = /^[A-Z]$/;

/** chrony 4 chrony.conf(5), "tracking": seconds unless named otherwise. The last three came with chrony 2. */
const TRACKING: Table = table("tracking", 11, [
  ["ip_address", SOURCE],
  ["stratum", COUNT],
  ["frequency_ppm", NUMBER],
  ["skew_ppm", NUMBER],
  ["offset_s", NUMBER],
  ["leap_status", LEAP],
  ["combined_sources", COUNT],
  ["offset_sd_s", NUMBER],
  ["remaining_correction_s", NUMBER],
  ["root_delay_s", NUMBER],
  ["root_dispersion_s", NUMBER],
  ["max_error_s", NUMBER],
]);

/** chrony.conf(5), "measurements": one line a received packet, with the tests of RFC 5905 that it passed. */
const MEASUREMENTS: Table = table("measurements", 16, [
  ["ip_address", SOURCE],
  ["leap_status", LEAP],
  ["stratum", COUNT],
  ["tests_123", BITS],
  ["tests_567", BITS],
  ["tests_abcd", BITS],
  ["local_poll", NUMBER],
  ["remote_poll", NUMBER],
  ["score", NUMBER],
  ["offset_s", NUMBER],
  ["peer_delay_s", NUMBER],
  ["peer_dispersion_s", NUMBER],
  ["root_delay_s", NUMBER],
  ["root_dispersion_s", NUMBER],
  ["refid", REFID],
  ["mode", MODE],
  ["tx_timestamping", STAMPING],
  ["rx_timestamping", STAMPING],
]);

/** chrony.conf(5), "statistics": the regression over a source's last measurements. */
const STATISTICS: Table = table("statistics", 12, [
  ["ip_address", SOURCE],
  ["offset_sd_s", NUMBER],
  ["offset_s", NUMBER],
  ["estimated_offset_sd_s", NUMBER],
  ["frequency_difference", NUMBER],
  ["estimated_skew", NUMBER],
  ["stress", NUMBER],
  ["samples", COUNT],
  ["best_start", COUNT],
  ["runs", COUNT],
  ["asymmetry", NUMBER],
]);

const TABLES = [MEASUREMENTS, TRACKING, STATISTICS];

function table(service: string, least: number, columns: readonly (readonly [string, RegExp])[]): Table {
  return { logsource: { product: "chrony", service }, least, columns: columns.map(([name, shape]) => ({ name, shape })) };
}

/** chronyd's tracking, measurements and statistics logs, always in UTC. Rules and column lines are context, and no line needs them. */
export const CHRONY: TextFormat = {
  name: "chrony",
  read: (text, conditions) => {
    if (/^={20,}$/.test(text) || /^ +Date \(UTC\) Time /.test(text)) return CONTEXT;
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} /.test(text) || text.length > 400) return undefined;
    const words = text.trim().split(/ +/);
    for (const known of TABLES) {
      const outcome = readRow(words, known, conditions);
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  },
};

function readRow(words: readonly string[], { columns, least, logsource }: Table, conditions: Conditions): Outcome | undefined {
  if (words.length < least || words.length > columns.length + 2) return undefined;
  const fields = noFields();
  for (let at = 2; at < words.length; at++) {
    const column = columns[at - 2];
    const word = words[at] ?? "";
    if (column === undefined || !column.shape.test(word)) return undefined;
    fields[column.name] = valueOf(word, column.shape);
  }
  nameHost(fields, undefined, conditions.host);
  return eventOutcome(isoSpan(`${words[0]} ${words[1]}`, 0), logsource, fields, conditions.readAtMs);
}

function valueOf(word: string, shape: RegExp): FieldValue {
  return shape === NUMBER || shape === COUNT ? Number(word) : word;
}
