/** What the host has beyond the compiler's library: the text of a number while it is read, and its way back (ECMAScript 2026). */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
type HostJson = {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
};
const host: HostJson = JSON as unknown as HostJson;

/** Reads JSON so that a number is written again as it stands: 1.0 stays 1.0, and no digit of a long integer is lost. */
export function parseJsonText(text: string): unknown {
  return host.parse(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && String(value) !== source ? host.rawJSON(source) : value,
  );
}

/** True for a number that stands for its text. */
export function isNumberText(value: unknown): boolean {
  return host.isRawJSON(value);
}
