import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostileLines, joined } from "./hostile-lines.ts";

/** Rules that fire seldom, on what they look at in every part of a feed, and correlations that join events across chunks and files. */
export const LANE_RULES = `title: A listed program
id: 6b1d1c5a-0000-4000-8000-000000000001
author: Harbour Time Service
level: high
logsource: { product: windows, category: process_creation }
detection:
  selection: { Image|endswith: \\evil.exe }
  condition: selection
---
title: A key is created
id: 6b1d1c5a-0000-4000-8000-000000000002
author: Harbour Time Service
level: low
logsource: { product: windows, category: registry_add }
detection:
  selection: { TargetObject|contains: "\\\\Run\\\\" }
  condition: selection
---
title: A word anywhere
id: 6b1d1c5a-0000-4000-8000-000000000003
author: Harbour Time Service
level: low
logsource: { product: windows, category: process_creation }
detection:
  keywords: [mimikatz]
  condition: keywords
---
title: A program at four
id: 6b1d1c5a-0000-4000-8000-000000000007
author: Harbour Time Service
level: low
logsource: { product: windows, category: process_creation }
detection:
  selection: { Image|endswith: \\night.exe }
  time: { timestamp|hour: 4 }
  condition: selection and time
---
title: Many listed programs
id: 6b1d1c5a-0000-4000-8000-000000000004
author: Harbour Time Service
level: critical
correlation:
  type: event_count
  rules: [6b1d1c5a-0000-4000-8000-000000000001]
  group-by: [Computer]
  timespan: 10m
  condition: { gte: 3 }
  generate: true
---
title: A key, then a listed program
id: 6b1d1c5a-0000-4000-8000-000000000005
author: Harbour Time Service
level: critical
correlation:
  type: temporal_ordered
  rules: [6b1d1c5a-0000-4000-8000-000000000002, 6b1d1c5a-0000-4000-8000-000000000001]
  group-by: [Computer]
  timespan: 1h
  generate: true
---
title: The same word on many hosts
id: 6b1d1c5a-0000-4000-8000-000000000006
author: Harbour Time Service
level: high
correlation:
  type: value_count
  rules: [6b1d1c5a-0000-4000-8000-000000000003]
  timespan: 6h
  condition: { field: Computer, gte: 3 }
  generate: true
`;

/** What so many threads take at a time: each feed is several of it, and the longest line that is read fits or does not. */
export const chunkBytesFor = (threads: number): number => (threads === 2 ? 262_144 : 1_200_000);

const SYSMON = "Microsoft-Windows-Sysmon/Operational";
const FILLER = "x".repeat(7_000);
/** More of one step than an ordered correlation keeps: what is given up is told. */
const KEYS = 300;
/** The longest line that is read, and one of more bytes than a chunk. */
const LINE_BYTES_MAX = 1_048_576;
const LONG = 1_300_000;
/** Later than the lateness of correlations. */
const LATE_SECONDS = 7_200;

type Fields = Readonly<Record<string, unknown>>;

function base(at: number): Fields {
  const time = new Date(Date.UTC(2026, 10, 23, 4, 0, at)).toISOString();
  return { EventID: 1, Channel: SYSMON, Hostname: `host-${at % 3}`, UtcTime: time, Image: "C:\\ok.exe", Note: FILLER };
}

function keyCreated(at: number): string {
  return JSON.stringify({ ...base(at), EventID: 12, EventType: "CreateKey", TargetObject: "HKU\\Software\\Run\\a", Note: "" });
}

/** How one who wants to be misread may write a line of this format. */
const HOSTILE: readonly ((fields: Fields) => string)[] = [
  (fields) => JSON.stringify({ ...fields, Image: "C:\\évil\\EVIL.exe" }),
  (fields) => JSON.stringify({ ...fields, Note: `${FILLER} Mimikatz ${FILLER}` }),
  (fields) => JSON.stringify({ ...fields, Image: "C:\\evil.exe" }).replace("evil", "\\u0065vil"),
  (fields) => JSON.stringify({ ...fields, Image: "C:\\evil.exe" }).replace("Image", "\\u0049mage"),
  (fields) => JSON.stringify(fields).replace(/\}$/, ',"Image":"C:\\\\evil.exe"}'),
  (fields) => JSON.stringify(fields).replace("{", '{"Image":"C:\\\\evil.exe",'),
  (fields) => JSON.stringify({ ...fields, Decoy: '"Image":"C:\\evil.exe"' }),
  (fields) => JSON.stringify({ ...fields, Decoy: { Image: "C:\\evil.exe" } }),
  (fields) => JSON.stringify({ ...fields, Image: ["C:\\ok.exe", "C:\\evil.exe"] }),
  (fields) => JSON.stringify({ ...fields, Image: "C:\\\u212Aevil.exe", Note: "mimi\u212Aatz" }),
  (fields) => JSON.stringify({ ...fields, Note: "a\u0001b" }).replace("\\u0001", "\u0001"),
  (fields) => JSON.stringify({ ...fields, Note: "\ud800 mimikatz" }),
  (fields) => JSON.stringify({ ...fields, UtcTime: undefined, Image: "C:\\evil.exe" }),
  (fields) => JSON.stringify({ ...fields, UtcTime: undefined }),
  // At four by its reading.
  (fields) => JSON.stringify({ ...fields, UtcTime: undefined, Image: "C:\\night.exe" }),
  (fields) => JSON.stringify({ ...fields, EventID: "1" }).replace('"1"', "1.0"),
  (fields) => JSON.stringify({ ...fields, EventID: 13, EventType: "SetValue", Image: undefined }),
  // A kind of its own that is first met in a line which no scanner vouches for.
  (fields) => JSON.stringify({ ...fields, EventID: 5 }).replace("Image", "\\u0049mage"),
  (fields) => JSON.stringify({ ...fields, EventID: 4616, Channel: "Security" }),
  (fields) => JSON.stringify({ ...fields, EventID: 7, Channel: "Some-Other/Channel" }),
  (fields) => `\n \r\n\t\n${JSON.stringify({ ...fields, EventID: 3 })}\r`,
  (fields) => `\r\n\n${JSON.stringify({ ...fields, Image: "C:\\evil.exe" })}`,
  // What of the registry it is, only a line that is read in full tells.
  (fields) => JSON.stringify({ ...fields, EventID: 12, Image: undefined, TargetObject: "HKU\\Software\\Other" }),
  (fields) => JSON.stringify(fields).slice(0, -1),
  (fields) => `${JSON.stringify(fields)}{}`,
  (fields) => `\ufeff${JSON.stringify({ ...fields, Image: "C:\\evil.exe" })}`,
  (fields) => ` \t${JSON.stringify({ ...fields, Image: "C:\\evil.exe" })} \t`,
  (fields) => JSON.stringify({ ...fields, Deep: JSON.parse(`${"[".repeat(30)}1${"]".repeat(30)}`) as unknown }),
];

/** Lines of one format from second `from` on, of which each seventh is one that was written to be misread. */
function hostileFeed(from: number, bytes: number): string[] {
  const lines: string[] = [];
  for (let at = from, size = 0; size < bytes; at++) {
    const rewrite = at % 7 === 3 ? HOSTILE[Math.floor(at / 7) % HOSTILE.length] : undefined;
    const line = rewrite?.(base(at)) ?? JSON.stringify(base(at));
    size += line.length;
    lines.push(line);
  }
  return lines;
}

/** The same kinds of event as evtx_dump writes them. */
function nestedFeed(from: number, bytes: number): string[] {
  const lines: string[] = [];
  for (let at = from, size = 0; size < bytes; at++) {
    const { EventID, Channel, Hostname, UtcTime, ...data } = base(at);
    const image = at % 41 === 0 ? "C:\\evil.exe" : "C:\\ok.exe";
    const System = { EventID, Channel, Computer: Hostname, TimeCreated: { "#attributes": { SystemTime: UtcTime } } };
    const line = JSON.stringify({ Event: { System, EventData: { ...data, Image: image } } });
    size += line.length;
    lines.push(line);
  }
  return lines;
}

/** What each feed is for, by its file's name. */
export const LANE_FEEDS = {
  oneFormat: "1-one-format.ndjson",
  longLine: "2-long-line.ndjson",
  mixed: "3-mixed.ndjson",
  nested: "4-nested.ndjson",
} as const;

/** Writes feeds of several chunks each into `folder`: hostile lines, no newline at the end, a line of more than a chunk, other formats, another lane. */
export function writeLaneFeeds(folder: string): void {
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
  const keys = Array.from({ length: KEYS }, (_, at) => keyCreated(at * 3));
  const one = hostileFeed(0, 3_400_000);
  one.splice(200, 0, ...keys, keyCreated(-LATE_SECONDS));
  write(LANE_FEEDS.oneFormat, `${one.join("\n")}\n{"EventID":1,"Channel":"Security"`);

  const long = hostileFeed(900, 2_400_000);
  const image = { Image: "C:\\evil.exe" };
  const ofBytes = (bytes: number) => {
    const line = JSON.stringify({ ...base(1_500), ...image, Note: "mimikatz " });
    return line.replace("mimikatz ", `mimikatz ${"y".repeat(bytes - line.length)}`);
  };
  long.splice(-60, 0, ofBytes(LONG), JSON.stringify({ ...base(1_501), ...image }));
  long.splice(-100, 0, " ".repeat(LINE_BYTES_MAX), JSON.stringify({ ...base(1_502), ...image }));
  long.splice(-200, 0, ofBytes(LINE_BYTES_MAX), ofBytes(LINE_BYTES_MAX + 1), JSON.stringify({ ...base(1_503), ...image }));
  write(LANE_FEEDS.longLine, `${long.join("\r\n")}\n\n \n`);

  const mixed = hostileFeed(1_800, 1_800_000);
  mixed.splice(-120, 0, "<34>Nov 23 04:40:01 host-1 sshd[7]: Failed password for root from 192.0.2.7 port 4 ssh2");
  const dns = { event_type: "dns", timestamp: "2026-11-23T04:40:02Z", src_ip: "192.0.2.7" };
  // The second is of either format: of that which fitted last.
  mixed.splice(-60, 0, JSON.stringify(dns), JSON.stringify({ ...base(1_900), ...image, ...dns }));
  write(
    LANE_FEEDS.mixed,
    Buffer.concat([Buffer.from(`${mixed.join("\n")}\n`), joined(hostileLines()), Buffer.from(`${one[5]}\n`)]),
  );

  write(LANE_FEEDS.nested, `${nestedFeed(2_400, 1_600_000).join("\n")}\n`);
}
