import { ChunkWriter, type Element, type Fragment, little, logFile, utf16, type Value } from "./writer.ts";

/** 2026-11-22T10:00:00.1234567Z as a FILETIME. */
export const WRITTEN = 134_398_152_001_234_567n;

/** The System part of an event as Windows lays it out, with the values of `systemValues`. */
function system(): Element {
  return {
    name: "System",
    children: [
      { name: "Provider", attributes: { Name: [{ slot: 0 }], Guid: [{ slot: 1, optional: true }] } },
      { name: "EventID", attributes: { Qualifiers: [{ slot: 2, optional: true }] }, children: [{ slot: 3 }] },
      { name: "Version", children: [{ slot: 4, optional: true }] },
      { name: "Keywords", children: [{ slot: 5 }] },
      { name: "TimeCreated", attributes: { SystemTime: [{ slot: 6 }] } },
      { name: "EventRecordID", children: [{ slot: 7 }] },
      { name: "Correlation", attributes: { ActivityID: [{ slot: 8, optional: true }] } },
      { name: "Execution", attributes: { ProcessID: [{ slot: 9 }], ThreadID: [{ slot: 10 }] } },
      { name: "Channel", children: [{ slot: 11 }] },
      { name: "Computer", children: [{ slot: 12 }] },
      { name: "Security", attributes: { UserID: [{ slot: 13, optional: true }] } },
    ],
  };
}

/** S-1-5-18. */
const SYSTEM_SID: Uint8Array = Uint8Array.from([1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]);
const GUID: Uint8Array = Uint8Array.from(Array.from({ length: 16 }, (_, index) => 0x10 + index));

function systemValues(id: number, eventId: number): Value[] {
  return [
    [0x01, utf16("Harbour-Berth-Planner")],
    [0x0f, GUID],
    [0x00, new Uint8Array(0)],
    [0x06, little(eventId, 2)],
    [0x04, little(2, 1)],
    [0x15, little(0x8000_0000_0000_0000n, 8)],
    [0x11, little(WRITTEN, 8)],
    [0x0a, little(id, 8)],
    [0x00, new Uint8Array(0)],
    [0x08, little(3_544, 4)],
    [0x08, little(4_272, 4)],
    [0x01, utf16("Harbour-Berth-Planner/Operational")],
    [0x01, utf16("hts-berth1")],
    [0x13, SYSTEM_SID],
  ];
}

const XMLNS = "http://schemas.microsoft.com/win/2004/08/events/event";

/** An event whose EventData is `payload`, in a template of its own inside a value of the event's template, as Windows nests them. */
export function event(id: number, payload: Fragment, eventId = 7): Fragment {
  const template: Element = { name: "Event", attributes: { xmlns: [XMLNS] }, children: [system(), { slot: 14, optional: true }] };
  return { template, guid: 0x1111, values: [...systemValues(id, eventId), [0x21, payload]] };
}

/** EventData with one `<Data Name="…">` for each value. */
export function named(values: Readonly<Record<string, Value>>, guid = 0x2222): Fragment {
  const data = Object.keys(values).map(
    (name, slot): Element => ({ name: "Data", attributes: { Name: [name] }, children: [{ slot }] }),
  );
  return { template: { name: "EventData", children: data }, guid, values: Object.values(values) };
}

/** A log of two chunks that holds one of everything. */
export function ownLog(): { readonly file: Uint8Array; readonly writers: readonly ChunkWriter[] } {
  const first = new ChunkWriter()
    .record(
      1,
      WRITTEN,
      event(
        1,
        named({ Image: [0x01, utf16('C:\\Berth\\"plan".exe\0')], Count: [0x07, little(-5, 4)], Ok: [0x0d, little(1, 4)] }),
      ),
    )
    .record(
      2,
      WRITTEN + 1n,
      event(2, named({ Image: [0x01, utf16("ünïcode 港 🚢\t\u0001")], Count: [0x07, little(6, 4)], Ok: [0x0d, little(0, 4)] })),
    )
    .record(
      3,
      WRITTEN,
      event(3, {
        template: {
          name: "EventData",
          children: [
            { name: "Data", children: [{ slot: 0 }] },
            { name: "Binary", children: [{ slot: 1 }] },
          ],
        },
        guid: 0x3333,
        values: [
          [0x81, utf16("one\0two\0\0")],
          [0x0e, Uint8Array.from([0xca, 0xfe])],
        ],
      }),
    )
    .record(4, WRITTEN, event(4, named({ List: [0x81, utf16("a\0b\0")], None: [0x00, new Uint8Array(0)] }, 0x4444)));
  const second = new ChunkWriter().record(5, WRITTEN, event(5, userData())).record(6, WRITTEN, { element: plain() });
  return { file: logFile([first.finish(), second.finish()]), writers: [first, second] };
}

/** UserData with an element of its own, repeated names, and every kind of content. */
function userData(): Fragment {
  const template: Element = {
    name: "UserData",
    children: [
      {
        name: "BerthChange",
        attributes: { xmlns: ["urn:harbour"] },
        children: [
          { name: "Ship", children: ["Ever ", { entity: "amp" }, { character: 0x47 }, { entity: "other" }] },
          { name: "Ship", children: [{ cdata: "<&]]>" }] },
          { name: "Ship", children: [{ slot: 0 }, " and ", { slot: 1, optional: true }] },
          { name: "Note", children: [{ instruction: ["berth", "a?>b"] }, { instruction: ["empty"] }] },
          { name: "Mixed", children: ["before ", { name: "B", children: ["within"] }, " behind"] },
          { name: "Literal", children: [{ literal: 0x08, bytes: little(4_000_000_000, 4) }] },
        ],
      },
    ],
  };
  return {
    template,
    guid: 0x5555,
    values: [
      [0x0a, little(18_446_744_073_709_551_615n, 8)],
      [0x00, new Uint8Array(0)],
    ],
  };
}

/** An event without a template. */
function plain(): Element {
  return {
    name: "Event",
    children: [{ name: "System", children: [{ name: "EventID", children: ["9"] }] }, { name: "EventData" }],
  };
}
