import { tableOf } from "../lib/index.ts";
import { elementsOf } from "./content.ts";
import { KeysUsed } from "./keys-used.ts";
import { INSTRUCTION, LITERAL, type Node, type Placed, type Scope, SLOT, TEXT } from "./tree.ts";
import { valueText } from "./value-text.ts";

/** The element as XML: what [MS-EVEN6] §3.1.4.7 writes, with the values as in JSON but times to 100 ns. Characters that XML has no place for become U+FFFD, in names an underscore. */
export function xmlText({ element, scope }: Placed): string {
  const { name, attributes, children } = element;
  const used = new KeysUsed();
  let open = `<${xmlName(name.text)}`;
  for (const attribute of attributes) {
    const text = attributeText(attribute.content, scope);
    if (text !== "") open += ` ${used.take(xmlName(attribute.name.text))}="${text}"`;
  }
  const inner = contentText(children, scope);
  return inner === "" ? `${open}/>` : `${open}>${inner}</${xmlName(name.text)}>`;
}

// Elements within an attribute are shown nowhere: JSON never read them.
function attributeText(nodes: readonly Node[], scope: Scope): string {
  let text = "";
  for (const node of nodes) {
    if (node.kind === TEXT) text += escaped(allowed(node.text));
    else if (node.kind === LITERAL) text += slotText(node.scope, 0);
    else if (node.kind === SLOT && !scope.isFragment(node.index)) text += slotText(scope, node.index);
  }
  return text;
}

function contentText(nodes: readonly Node[], scope: Scope): string {
  let text = "";
  for (const node of nodes) {
    if (node.kind === TEXT) text += markedText(node);
    else if (node.kind === LITERAL) text += slotText(node.scope, 0);
    else if (node.kind === SLOT && !scope.isFragment(node.index)) text += slotText(scope, node.index);
    else if (node.kind === INSTRUCTION)
      text += `<?${targetName(node.target)}${node.data === "" ? "" : ` ${allowed(node.data).replaceAll("?>", "? >")}`}?>`;
    else for (const placed of elementsOf([node], scope, unspent)) text += xmlText(placed);
  }
  return text;
}

// The record was written as JSON before, along the same elements, and that work was bounded.
function unspent(): void {
  return;
}

function markedText({ text, mark }: Extract<Node, { readonly kind: typeof TEXT }>): string {
  if (mark === "cdata") return `<![CDATA[${allowed(text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  return escaped(allowed(text));
}

function slotText(scope: Scope, index: number): string {
  if (scope.isEmpty(index)) return "";
  return escaped(allowed(valueText(scope.bytes, scope.types[index] as number, scope.span(index), 7)));
}

// XML 1.0 §2.2, production Char, less what a string that is well-formed cannot hold.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function allowed(text: string): string {
  return text.replaceAll(FORBIDDEN, "\ufffd");
}

const ENTITIES: ReadonlyMap<string, string> = tableOf({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" });

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => ENTITIES.get(mark) ?? mark);
}

// XML 1.0 §2.3, production NameChar less its combining and joining marks.
const NO_NAME =
  /[^-.:0-9A-Z_a-z\u{c0}-\u{d6}\u{d8}-\u{f6}\u{f8}-\u{2ff}\u{370}-\u{37d}\u{37f}-\u{1fff}\u{2070}-\u{218f}\u{2c00}-\u{2fef}\u{3001}-\u{d7ff}\u{f900}-\u{fdcf}\u{fdf0}-\u{fffd}\u{10000}-\u{effff}]/gu;
const NO_NAME_START = /^[-.0-9]/;

/** A name of the file, which is untrusted: what cannot stand in a name, or begin one, becomes an underscore: some readers do not take U+FFFD there. */
function xmlName(name: string): string {
  return name === "" ? "_" : name.replaceAll(NO_NAME, "_").replace(NO_NAME_START, "_");
}

/** The target of an instruction: "xml" is kept for declarations (XML 1.0 §2.6). */
function targetName(name: string): string {
  return /^xml$/i.test(name) ? `_${name}` : xmlName(name);
}
