import assert from "node:assert/strict";
import { test } from "node:test";
import { type EvtxRecord, readEvtx } from "../../src/evtx/index.ts";
import { textOf } from "../../src/lib/index.ts";
import { WRITTEN } from "./support/sample.ts";
import { ChunkWriter, type Element, logFile } from "./support/writer.ts";

const named = (name: string, text: string): Element => ({ name: "Data", attributes: { Name: [name] }, children: [text] });
const unnamed = (text: string): Element => ({ name: "Data", children: [text] });
const plain = (name: string, text: string): Element => ({ name, children: [text] });

function read(element: Element): EvtxRecord {
  const fragment = { template: { name: "Event", children: [element] }, values: [] };
  const [found] = [...readEvtx(logFile([new ChunkWriter().record(1, WRITTEN, fragment).finish()]))];
  return found as EvtxRecord;
}

// A key that stands twice hides its first value from every reader of JSON.
const KEYS: readonly (readonly [what: string, element: Element, json: string])[] = [
  [
    "a Data and an element of one name",
    { name: "EventData", children: [named("A", "1"), plain("A", "2")] },
    '{"EventData":{"A":"1","A_1":"2"}}',
  ],
  [
    "Data with and without names",
    { name: "EventData", children: [unnamed("1"), named("A", "2"), unnamed("3")] },
    '{"EventData":{"A":"2","Data":{"#text":["1","3"]}}}',
  ],
  [
    "a Data named Data beside one without a name",
    { name: "EventData", children: [unnamed("1"), named("Data", "2")] },
    '{"EventData":{"Data":"2","Data_1":{"#text":"1"}}}',
  ],
  [
    "an element whose name is that of a numbered one",
    { name: "X", children: [plain("B", "1"), plain("B_1", "2"), plain("B", "3"), plain("B", "4")] },
    '{"X":{"B":"1","B_1":"2","B_2":"3","B_3":"4"}}',
  ],
  [
    "elements of the names that JSON needs for itself",
    { name: "X", attributes: { a: ["1"] }, children: ["t", plain("#attributes", "2"), plain("#text", "3")] },
    '{"X":{"#attributes":{"a":"1"},"#text":"t","#attributes_1":"2","#text_1":"3"}}',
  ],
  [
    "a Data of such a name",
    { name: "EventData", attributes: { a: ["1"] }, children: [named("#attributes", "2")] },
    '{"EventData":{"#attributes":{"a":"1"},"#attributes_1":"2"}}',
  ],
];

for (const [what, element, json] of KEYS) {
  test(`no key stands twice: ${what}`, () => {
    assert.equal(textOf(read(element).json), `{"Event":${json}}`);
  });
}

test("XML is well-formed whatever names and texts the file holds", () => {
  const strange: Element = {
    name: '1"<x y>',
    attributes: { "#text": [{ cdata: "<a>" }] },
    children: [{ instruction: ["xml", "\u0001"] }, { instruction: ["é", "?>"] }, plain("#", "&")],
  };
  assert.equal(
    read(strange).xml(),
    '<Event><_"<x y> _text="&lt;a&gt;"><?_xml \ufffd?><?é ? >?><_>&amp;</_></_"<x y>></Event>'.replaceAll('_"<x y>', "___x_y_"),
  );
});
