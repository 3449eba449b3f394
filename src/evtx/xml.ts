import { elementsOf } from "./content.ts";
import { INSTRUCTION, LITERAL, type Node, type Placed, type Scope, SLOT, TEXT } from "./tree.ts";
import { valueText } from "./value-text.ts";

/** The element as XML: what [MS-EVEN6] §3.1.4.7 writes, with the values as in JSON but times to 100 ns. Characters that XML has no place for become U+FFFD. */
export function xmlText({ element, scope }: Placed): string {
  const { name, attributes, children } = element;
  let open = `<${xmlName(name.text)}`;
  for (const attribute of attributes) {
    const text = contentText(attribute.content, scope);
    if (text !== "") open += ` ${xmlName(attribute.name.text)}="${text}"`;
  }
  const inner = contentText(children, scope);
  return inner === "" ? `${open}/>` : `${open}>${inner}</${xmlName(name.text)}>`;
}

function contentText(nodes: readonly Node[], scope: Scope): string {
  let text = "";
  for (const node of nodes) {
    if (node.kind === TEXT) text += markedText(node);
    else if (node.kind === LITERAL) text += slotText(node.scope, 0);
    else if (node.kind === SLOT && !scope.isFragment(node.index)) text += slotText(scope, node.index);
    else if (node.kind === INSTRUCTION)
      text += `<?${xmlName(node.target)}${node.data === "" ? "" : ` ${node.data.replaceAll("?>", "? >")}`}?>`;
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

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}

/** A name of the file, which is untrusted: what could end a tag is replaced. */
function xmlName(name: string): string {
  return allowed(name).replaceAll(/[\s<>&"'/=?]/g, "\ufffd");
}
