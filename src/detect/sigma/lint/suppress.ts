import type { Place } from "../refusal.ts";

/** A finding that somebody wants left out, and why. `line` is the line that it is about; null: the whole file. */
export type Suppression = {
  readonly checks: readonly string[];
  readonly reason: string;
  readonly line: number | null;
  readonly place: Place;
};

const COMMENT = /#\s*meridian:\s*(ignore|ignore-file)\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\s*(.*)$/;

/**
 * Reads `# meridian: ignore CHECK[, CHECK] REASON` (the line that it ends, or when it stands alone the next line that is no comment) and
 * `# meridian: ignore-file CHECK[, CHECK] REASON`.
 */
export function readSuppressions(text: string): readonly Suppression[] {
  const lines = text.split("\n");
  return lines.flatMap((content, index): Suppression[] => {
    const [whole, kind, checks = "", reason = ""] = COMMENT.exec(content.trimEnd()) ?? [];
    if (whole === undefined) return [];
    const isAlone = content.trimStart().startsWith("#");
    const about = isAlone ? nextLine(lines, index) : index;
    const column = content.length - content.trimEnd().length + content.indexOf(whole) + 1;
    return [
      {
        checks: checks.split(",").map((name) => name.trim()),
        reason: reason.replace(/^[\s:–—-]+/, "").trim(),
        line: kind === "ignore-file" ? null : about + 1,
        place: { line: index + 1, column },
      },
    ];
  });
}

function nextLine(lines: readonly string[], from: number): number {
  for (let at = from + 1; at < lines.length; at++) if (!/^\s*(#.*)?$/.test(lines[at] as string)) return at;
  return from;
}
