import { formatJson, utf8 } from "../lib/index.ts";
import { KeysUsed, RESERVED_KEYS } from "./keys-used.ts";
import { type Attribute, ELEMENT, type Element, INSTRUCTION, type Node, type Shape, SLOT, TEXT } from "./tree.ts";

/** The shape of an element with these parts. */
export function shapeOf({ name, attributes, children }: Omit<Element, "shape">): Shape {
  const [first] = children;
  const elements = children.flatMap((node) => (node.kind === ELEMENT ? [node.element] : []));
  const isElements = elements.length === children.length && elements.length > 0;
  return {
    attributes: attributes.every(({ content }) => isFixed(content)) ? attributeBytes(attributes) : undefined,
    dataKey: name.text === "Data" ? fixedDataKey(attributes) : undefined,
    onlySlot: children.length === 1 && first?.kind === SLOT ? first.index : -1,
    isPlain: isElements && areDifferent(elements.map((element) => element.name.text)),
    isPlainData: isElements && elements.every(({ shape }) => shape.dataKey !== undefined) && areDifferent(elements.map(dataName)),
    isContainer: isContainerName(name.text),
    hasTwins: !areDifferent(attributes.map((attribute) => attribute.name.text)),
    nodes: attributes.reduce((sum, { content }) => sum + content.length + 1, children.length),
    unwritten: children.reduce((sum, node) => sum + (node.kind === INSTRUCTION ? node.target.length + node.data.length : 0), 0),
  };
}

/** The elements whose `Data` are written by their names. */
export function isContainerName(name: string): boolean {
  return name === "EventData" || name === "UserData";
}

/** True when all can be keys as they stand. */
function areDifferent(names: readonly string[]): boolean {
  return new Set(names).size === names.length && !RESERVED_KEYS.some((key) => names.includes(key));
}

function isFixed(content: readonly Node[]): boolean {
  return content.every(({ kind }) => kind === TEXT);
}

function fixedText(content: readonly Node[]): string {
  return content.map((node) => (node.kind === TEXT ? node.text : "")).join("");
}

function attributeBytes(attributes: readonly Attribute[]): Uint8Array {
  const used = new KeysUsed();
  const members = attributes.flatMap(({ name, content }) => {
    const text = fixedText(content);
    return text === "" ? [] : [`${quoted(used.take(name.text))}:${quoted(text)}`];
  });
  return utf8(members.length === 0 ? "" : `"#attributes":{${members.join(",")}}`);
}

function fixedDataKey(attributes: readonly Attribute[]): Uint8Array | undefined {
  const name = attributes.find((attribute) => attribute.name.text === "Name");
  if (name === undefined || !isFixed(name.content)) return undefined;
  const text = fixedText(name.content);
  return text === "" ? undefined : utf8(`${quoted(text)}:`);
}

function dataName({ attributes }: Element): string {
  return fixedText(attributes.find(({ name }) => name.text === "Name")?.content ?? []);
}

function quoted(text: string): string {
  return formatJson(text.toWellFormed());
}
