/**
 * Reads one line of telemetry as its producer's consumers would: the host's JSON.parse, last of two equal keys, numbers as doubles.
 * Only a reading: the evidence is the line's bytes. Undefined when the line is not a JSON object or array.
 */
export function readJsonLine(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // JSON.parse throws only SyntaxError here: not JSON, and the caller says so
  }
}
