import type { FieldValue } from "../../model/index.ts";
import { noFields } from "../fields.ts";
import { eventOutcome, type Outcome, refused, type TextFormat } from "../format.ts";
import { fineEpochSpan, isoSpan } from "../times.ts";
import type { ZeekTable } from "./zeek-columns.ts";
import { nameZeek, zeekLogsource } from "./zeek-path.ts";

const FRESH: ZeekTable = {
  separator: "\t",
  setSeparator: ",",
  emptyField: "(empty)",
  unsetField: "-",
  path: "",
  names: [],
  types: [],
};
const COLUMNS_MAX = 500;

/** Zeek's tab-separated logs. Header lines are context; a data line is read by the table that they opened. */
export const ZEEK_TSV: TextFormat = {
  name: "zeek-tsv",
  read: (text, conditions) => {
    if (text.startsWith("#")) return readHeader(text, conditions.table);
    const table = conditions.table;
    if (table === undefined || table.names.length < 2) return undefined;
    const values = text.split(table.separator, COLUMNS_MAX + 1);
    return values.length === table.names.length ? readRow(values, table, conditions.readAtMs) : undefined;
  },
};

function readHeader(text: string, before: ZeekTable | undefined): Outcome | undefined {
  const [, word = "", rest = ""] = /^#([a-z_]+)[ \t](.*)$/s.exec(text) ?? [];
  const table = before ?? FRESH;
  switch (word) {
    case "separator":
      return { kind: "header", table: { ...FRESH, separator: unescapeSeparator(rest) }, explains: word };
    case "set_separator":
      return { kind: "header", table: { ...table, setSeparator: rest }, explains: word };
    case "empty_field":
      return { kind: "header", table: { ...table, emptyField: rest }, explains: word };
    case "unset_field":
      return { kind: "header", table: { ...table, unsetField: rest }, explains: word };
    case "path":
      return { kind: "header", table: { ...table, path: rest }, explains: word };
    case "fields":
    case "types":
      return readColumns(word, rest, table);
    case "open":
    case "close":
      return { kind: "header", table, explains: null };
    default:
      return undefined;
  }
}

function unescapeSeparator(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))) || "\t";
}

function readColumns(word: "fields" | "types", rest: string, table: ZeekTable): Outcome {
  const words = rest.split(table.separator, COLUMNS_MAX + 1);
  if (words.length > COLUMNS_MAX) return refused("more than 500 columns");
  return { kind: "header", table: word === "fields" ? { ...table, names: words } : { ...table, types: words }, explains: word };
}

function readRow(values: readonly string[], table: ZeekTable, readAtMs: number): Outcome {
  const fields = noFields();
  for (let column = 0; column < values.length; column++) {
    fields[table.names[column] ?? ""] = readCell(values[column] ?? "", table.types[column] ?? "string", table);
  }
  nameZeek(fields, table.path);
  const time = fineEpochSpan(fields["ts"]) ?? isoSpan(fields["ts"], 0);
  return eventOutcome(time, zeekLogsource(table.path), fields, readAtMs);
}

const LIST = /^(?:set|vector)\[(.+)\]$/;

function readCell(text: string, type: string, table: ZeekTable): FieldValue {
  if (text === table.unsetField) return null;
  const inner = LIST.exec(type)?.[1];
  if (inner !== undefined) {
    return text === table.emptyField ? [] : text.split(table.setSeparator).map((item) => readScalar(item, inner));
  }
  return text === table.emptyField ? "" : readScalar(text, type);
}

const NUMBER = /^-?[0-9]{1,15}(?:\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,3})?$/;

function readScalar(text: string, type: string): FieldValue {
  if (type === "bool") return text === "T" ? true : text === "F" ? false : unescapeBytes(text);
  const numeric =
    type === "count" || type === "int" || type === "port" || type === "double" || type === "interval" || type === "time";
  return numeric && NUMBER.test(text) ? Number(text) : unescapeBytes(text);
}

// Zeek writes what is not printable ASCII as \xHH, one for each byte; only ASCII can be undone without guessing a charset.
function unescapeBytes(text: string): string {
  return text.includes("\\x")
    ? text.replace(/\\x([0-7][0-9a-fA-F])/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    : text;
}
