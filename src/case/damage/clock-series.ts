import type { Event } from "../../model/index.ts";
import { numberIn, textIn } from "./select.ts";

/** Three centuries: what is beyond is no clock's error but a broken line. */
const OFFSET_S_MAX = 1e10;

/** How wrong a clock was at one moment, as one client saw it: absolute, in ms. */
export type ClockSample = { readonly client: string; readonly atMs: number; readonly errorMs: number; readonly event: Event };

/** Where the error stands: a field in seconds, or the transmit time of an NTP answer against the capture's own clock. */
export const CLOCK_READINGS = ["offset-field", "ntp-answer"] as const;
export type ClockReading = { readonly kind: (typeof CLOCK_READINGS)[number]; readonly offset: string; readonly client: string };

/** The samples that events hold, by client and time. What has no number is left out, and counted. */
export function clockSamples(
  events: readonly Event[],
  reading: ClockReading,
): { samples: readonly ClockSample[]; unread: number } {
  const samples: ClockSample[] = [];
  let unread = 0;
  for (const event of events) {
    const offset = reading.kind === "ntp-answer" ? answerOffset(event) : numberIn(event, reading.offset);
    const client = textIn(event, reading.client);
    if (offset === undefined || client === undefined || Math.abs(offset) > OFFSET_S_MAX) unread++;
    else samples.push({ client, atMs: event.time.fromMs, errorMs: Math.round(Math.abs(offset) * 1e9) / 1e6, event });
  }
  samples.sort((a, b) => (a.client < b.client ? -1 : a.client > b.client ? 1 : a.atMs - b.atMs || a.errorMs - b.errorMs));
  return { samples, unread };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const XMT = /^([A-Z][a-z]{2}) +([0-9]{1,2}), ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{9}) UTC$/;
const EPOCH = /^([0-9]{1,11})\.([0-9]{9})$/;

/** Transmit time minus capture time in seconds (tshark's ntp.xmt and frame.time_epoch). Whole seconds and fractions apart: a double cannot hold both. */
function answerOffset(event: Event): number | undefined {
  const [, month = "", day, year, hour, minute, second, nanos] = XMT.exec(textIn(event, "ntp_xmt") ?? "") ?? [];
  const [, seconds, fraction] = EPOCH.exec(textIn(event, "frame_time_epoch") ?? "") ?? [];
  const at = MONTHS.indexOf(month);
  if (at < 0 || nanos === undefined || fraction === undefined) return undefined;
  const sent = Date.UTC(Number(year), at, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
  return sent - Number(seconds) + (Number(nanos) - Number(fraction)) / 1e9;
}
