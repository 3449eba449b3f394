/** Longest text of one set without its elements, and of one element. */
const HEADER_UNITS_MAX = 16_384;
const ELEMENT_UNITS_MAX = 4_096;
const DEPTH_MAX = 16;

/** How deep `"elem": [` lies: the document, its list, the item, the set, the elements. */
const ELEMENTS_DEPTH = 5;
const ELEMENTS_OPEN = /"elem": ?\[$/;

/** Called for each element, with the text of its document up to its elements, and its own text. */
export type ListingVisitor = { element(header: string, text: string): void };

/** Both give a sentence when the text cannot be a listing. */
export type ListingSplitter = { push(text: string): string | undefined; end(): string | undefined };

type Scan = { depth: number; inString: boolean; escaped: boolean; inElements: boolean; header: string; element: string };

/** Cuts JSON documents, one after another, into the elements of their sets, reading each character once. */
export function splitListing(visitor: ListingVisitor): ListingSplitter {
  const scan: Scan = { depth: 0, inString: false, escaped: false, inElements: false, header: "", element: "" };
  return {
    push(text) {
      for (let from = 0; from < text.length; ) {
        const to = nextBreak(scan, text, from);
        const fault = keep(scan, text.slice(from, to)) ?? (to < text.length ? step(scan, text, to, visitor) : undefined);
        if (fault !== undefined) return fault;
        from = to + 1;
      }
      return undefined;
    },
    end() {
      return scan.depth === 0 && !scan.inString && scan.header.trim() === "" ? undefined : "a whole listing, got a part of one";
    },
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** The next character that can change the state. */
function nextBreak(scan: Scan, text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (scan.inString ? code === QUOTE || code === BACKSLASH || scan.escaped : code === QUOTE || isBreak(code)) break;
  }
  return at;
}

function isBreak(code: number): boolean {
  return code === COMMA || code === 0x7b || code === 0x7d || code === 0x5b || code === 0x5d;
}

function keep(scan: Scan, text: string): string | undefined {
  if (scan.inElements) scan.element += text;
  else scan.header += text;
  if (scan.element.length > ELEMENT_UNITS_MAX) return `an element of at most ${ELEMENT_UNITS_MAX} units`;
  return scan.header.length > HEADER_UNITS_MAX ? `at most ${HEADER_UNITS_MAX} units beside the elements` : undefined;
}

function step(scan: Scan, text: string, at: number, visitor: ListingVisitor): string | undefined {
  const character = text[at] ?? "";
  if (scan.inString) {
    scan.inString = scan.escaped || character !== '"';
    scan.escaped = !scan.escaped && character === "\\";
    return keep(scan, character);
  }
  if (character === '"') scan.inString = true;
  if (character === "{" || character === "[") return open(scan, character);
  if (character === "}" || character === "]") return close(scan, character, visitor);
  if (scan.inElements && scan.depth === ELEMENTS_DEPTH && character === ",") return flush(scan, visitor);
  return keep(scan, character);
}

function open(scan: Scan, character: string): string | undefined {
  scan.depth++;
  if (scan.depth > DEPTH_MAX) return `at most ${DEPTH_MAX} levels`;
  const fault = keep(scan, character);
  if (scan.depth === ELEMENTS_DEPTH && character === "[" && ELEMENTS_OPEN.test(scan.header)) scan.inElements = true;
  return fault;
}

function close(scan: Scan, character: string, visitor: ListingVisitor): string | undefined {
  if (scan.depth === 0) return "no end before a beginning";
  if (scan.inElements && scan.depth === ELEMENTS_DEPTH) {
    if (scan.element.trim() !== "") flush(scan, visitor);
    scan.inElements = false;
  }
  scan.depth--;
  const fault = keep(scan, character);
  if (scan.depth === 0) scan.header = "";
  return fault;
}

function flush(scan: Scan, visitor: ListingVisitor): undefined {
  visitor.element(scan.header, scan.element.trim());
  scan.element = "";
}
