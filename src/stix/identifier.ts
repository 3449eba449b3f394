/** `type--uuid` (STIX 2.1 §2.9), taken apart. */
export type Identifier = { readonly type: string; readonly uuid: string; readonly version: number };

const IDENTIFIER =
  /^([a-z][a-z0-9-]{1,248}[a-z0-9])--([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-([0-9a-fA-F])[0-9a-fA-F]{3}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/;

/** Reads an identifier, or undefined: not a type of 3 to 250 characters, two hyphens and a UUID. Any UUID version is read. */
export function parseIdentifier(text: unknown): Identifier | undefined {
  if (typeof text !== "string" || text.length > 300) return undefined;
  const [, type, uuid, version] = IDENTIFIER.exec(text) ?? [];
  if (type === undefined || uuid === undefined || version === undefined) return undefined;
  return { type, uuid, version: Number.parseInt(version, 16) };
}
