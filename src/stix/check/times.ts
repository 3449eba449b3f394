import type { Json } from "../../lib/index.ts";
import { isRecord, type StixObject } from "../object.ts";
import { compareTimes, parseTimestamp } from "../timestamp.ts";
import type { Check, Report } from "./finding.ts";
import { TIME_NAMES, TIME_ORDERS, TRAFFIC_TIMES } from "./tables.ts";

/** Times that the calendar has, in UTC (§2.16). */
export const checkTimes: Check = (object, report) => {
  for (const name of object.type === "network-traffic" ? TRAFFIC_TIMES : []) checkTime(object[name], name, report);
  for (const name of Object.keys(object)) visit(name, object[name], name, report);
  for (const name of ["created", "modified"]) {
    const value = object[name];
    if (typeof value === "string" && object.type !== "marking-definition" && !/\.\d{3,}Z$/.test(value))
      report("timestamp", name, "milliseconds");
  }
};

function visit(name: string, json: Json | undefined, path: string, report: Report): void {
  if (typeof json === "string" && TIME_NAMES.has(name)) checkTime(json, path, report);
  if (isRecord(json) && (name === "extensions" || name === "x509_v3_extensions" || path.startsWith("extensions")))
    for (const inner of Object.keys(json)) visit(inner, json[inner], `${path}.${inner}`, report);
}

function checkTime(value: Json | undefined, path: string, report: Report): void {
  if (value !== undefined && parseTimestamp(value) === undefined)
    report("timestamp", path, "a time such as 2026-11-22T12:00:00.000Z");
}

/** What comes later is not earlier: modified after created (§3.6), last after first. */
export const checkTimeOrder: Check = (object, report) => {
  checkOrder(object, ["created", "modified", "at-or-after"], report);
  const order = TIME_ORDERS.get(object.type);
  if (order !== undefined) checkOrder(object, order, report);
};

function checkOrder(object: StixObject, [first, last, how]: readonly [string, string, string], report: Report): void {
  const [from, to] = [parseTimestamp(object[first]), parseTimestamp(object[last])];
  if (from === undefined || to === undefined) return;
  const compared = compareTimes(to, from);
  if (compared < 0 || (compared === 0 && how === "after"))
    report("timestamp-order", last, `${how.replaceAll("-", " ")} ${first}`);
}
