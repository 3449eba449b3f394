import type { LogSource } from "../../../model/index.ts";
import { nearest } from "../nearest-word.ts";
import { type Check, eachItem, quoted } from "./check.ts";
import { CATEGORY_OF_SYSMON_ID, fieldsOf } from "./taxonomy.ts";
import { mapAt, textAt } from "./words.ts";

const PARTS = ["product", "category", "service"] as const;
const LOGSOURCE_KEYS = [...PARTS, "definition"];

/** Log sources and the fields that they have. */
export const SOURCE_CHECKS: readonly Check[] = [
  {
    name: "logsource-case",
    severity: "hint",
    about: "A part of the log source has capital letters. It is read as if written small; other programs compare it as it is.",
    example: "logsource: {product: Windows, category: process_creation}",
    *find({ tree }) {
      const source = mapAt(tree, "logsource");
      for (const part of PARTS) {
        const found = source === undefined ? undefined : textAt(source, part);
        if (found !== undefined && found.text !== found.text.toLowerCase())
          yield { place: found.place, message: `write ${part}: ${found.text.toLowerCase()}` };
      }
    },
  },
  {
    name: "logsource-key-misspelled",
    severity: "warning",
    about: "A key of the log source differs by a letter from product, category, service or definition, and has no effect.",
    example: "logsource: {product: windows, categorie: process_creation}",
    *find({ tree }) {
      for (const { key, keyPlace } of mapAt(tree, "logsource")?.entries ?? []) {
        const meant = LOGSOURCE_KEYS.includes(key) ? undefined : nearest(key, LOGSOURCE_KEYS);
        if (meant !== undefined) yield { place: keyPlace, message: `${quoted(key)} has no effect; is "${meant}" meant?` };
      }
    },
  },
  {
    name: "logsource-unread",
    severity: "warning",
    about: "No reader of this program makes events of that log source: the rule is loaded and can never fire here.",
    example: "logsource: {product: toaster, service: crumbs}",
    *find({ tree, detection }, { reads }) {
      if (detection === null || reads === null || reads(detection.logsource)) return;
      const { product, category, service } = detection.logsource;
      const named = [product, category, service].filter((part) => part !== undefined).join(" ");
      yield {
        place: mapAt(tree, "logsource")?.place ?? tree.place,
        message: `nothing that is read here gives events of ${named}`,
      };
    },
  },
  {
    name: "category-with-event-id",
    severity: "warning",
    about:
      "The category already means the event; with its Sysmon `EventID` the rule misses the same thing from any other source.",
    example: "selection: {EventID: 1, Image: 'C:\\a.exe'}",
    find: eachItem((item, { detection }) => {
      const { product, category } = detection?.logsource ?? {};
      if (product !== "windows" || category === undefined || item.field !== "EventID") return undefined;
      const implied = item.values.every(({ source }) => CATEGORY_OF_SYSMON_ID.get(source) === category);
      return implied ? `category ${category} says so already, and holds for other sources too` : undefined;
    }),
  },
  {
    name: "sysmon-without-category",
    severity: "hint",
    about: "The rule asks Sysmon for one `EventID` that has a category; the category would also take other sources in.",
    example: "logsource: {product: windows, service: sysmon} ¶ selection: {EventID: 11}",
    find: eachItem((item, { detection }) => {
      const { service, category } = detection?.logsource ?? {};
      if (service !== "sysmon" || category !== undefined || item.field !== "EventID" || item.values.length !== 1)
        return undefined;
      const meant = CATEGORY_OF_SYSMON_ID.get(item.values[0]?.source ?? "");
      return meant === undefined ? undefined : `category: ${meant} says the same, and holds for other sources too`;
    }),
  },
  {
    name: "field-case",
    severity: "warning",
    about:
      "The field differs from one of the log source only by case. Names of fields are case-sensitive, so the events that Sysmon gives do not have it.",
    example: "selection: {commandline: whoami}",
    find: eachItem(({ field }, { detection }) => {
      const known = detection === null ? undefined : fieldsOf(detection.logsource);
      if (known === undefined || field === null || known.has(field)) return undefined;
      const meant = [...known].find((name) => name.toLowerCase() === field.toLowerCase());
      return meant === undefined ? undefined : `the field is called ${meant}`;
    }),
  },
  {
    name: "field-misspelled",
    severity: "warning",
    about:
      "The field is none of those that Sysmon (and Security 4688 for process creation) gives events of this category, and differs from one by a letter or two.",
    example: "selection: {Imagee: 'C:\\a.exe'}",
    find: eachItem(({ field }, { detection }) => {
      const meant = detection === null ? undefined : likelySlip(field, detection.logsource);
      return meant === undefined ? undefined : `${sayForeign(field, detection?.logsource)}; is ${meant} meant?`;
    }),
  },
  {
    name: "field-foreign",
    severity: "hint",
    about:
      "The field is none of those that Sysmon (and Security 4688 for process creation) gives events of this category, so such an event does not have it.",
    example: "logsource: {product: windows, category: dns_query} ¶ selection: {CommandLine: whoami}",
    find: eachItem(({ field }, { detection }) => {
      if (detection === null || !isForeign(field, detection.logsource)) return undefined;
      return likelySlip(field, detection.logsource) === undefined ? sayForeign(field, detection.logsource) : undefined;
    }),
  },
  {
    name: "field-with-blank",
    severity: "warning",
    about: "The name of a field has a blank in it; Sigma takes blanks out of names, so `Threat Name` is written `ThreatName`.",
    example: "selection: {Threat Name: EICAR}",
    find: eachItem(({ field }) => (field?.includes(" ") ? `Sigma writes it ${field.replaceAll(" ", "")}` : undefined)),
  },
];

/** True for a field that the category's events do not have, however it is written. */
function isForeign(field: string | null, logsource: LogSource): boolean {
  const known = fieldsOf(logsource);
  // Of one that differs only by case field-case speaks.
  return known !== undefined && field !== null && ![...known].some((name) => name.toLowerCase() === field.toLowerCase());
}

function likelySlip(field: string | null, logsource: LogSource): string | undefined {
  return field !== null && isForeign(field, logsource) ? nearest(field, fieldsOf(logsource) ?? []) : undefined;
}

function sayForeign(field: string | null, logsource: LogSource | undefined): string {
  return `${quoted(field ?? "")} is none of the fields that Sysmon gives ${logsource?.category} events`;
}
