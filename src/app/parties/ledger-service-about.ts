import { type Checked, Failure, no, parseJson, type Shaped, shape, textOf, yes } from "../../lib/index.ts";

/** What GET /about.json of a node says. Untrusted: a person compares its keys with what the party told them by another way. */
const aboutShape = shape.record({
  about: shape.word("meridian-node/v1"),
  origin: shape.text(255),
  party: shape.nullable(
    shape.record({ name: shape.text(400), kind: shape.text(100), jurisdiction: shape.nullable(shape.text(100)) }),
  ),
  log: shape.list(shape.text(4096), 8),
  witness: shape.list(shape.text(4096), 8),
  mirror: shape.list(shape.text(4096), 8),
});

export type About = Shaped<typeof aboutShape>;

const ABOUT_BYTES_MAX = 65_536;
const FETCH_MS_MAX = 10_000;

/** Reads what a node says of itself. Input is untrusted; the fault is a sentence. */
export function parseAbout(bytes: Uint8Array): Checked<About, string> {
  if (bytes.length > ABOUT_BYTES_MAX) return no(`expected at most ${ABOUT_BYTES_MAX} bytes`);
  const json = parseJson(textOf(bytes) ?? "");
  if (!json.ok) return no("expected JSON in UTF-8");
  const about = aboutShape(json.value, "about");
  return about.ok ? yes(about.value) : no(`${about.fault.path}: expected ${about.fault.expected}`);
}

/** Asks a node who it is. `base` is its public address. Throws WITNESS_UNREACHABLE. */
export async function fetchAbout(base: string): Promise<About> {
  const url = `${baseOf(base)}/about.json`;
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_MS_MAX) });
    if (response.status !== 200) throw new Failure("WITNESS_UNREACHABLE", `expected 200, got ${response.status}`);
    const about = parseAbout(await wholeBody(response));
    if (!about.ok) throw new Failure("WITNESS_UNREACHABLE", about.fault);
    return about.value;
  } catch (error) {
    throw new Failure("WITNESS_UNREACHABLE", `could not read who is at ${url}`, error);
  }
}

/** A node's public address without a slash at its end, from which its parts are reached. */
export function baseOf(url: string): string {
  return url.replace(/\/+$/, "");
}

async function wholeBody(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > ABOUT_BYTES_MAX) throw new Failure("WITNESS_UNREACHABLE", `expected at most ${ABOUT_BYTES_MAX} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
