import { styleText } from "node:util";
import type { Level } from "../model/index.ts";

type Style = Parameters<typeof styleText>[0];

const LEVEL_STYLE: Readonly<Record<Level, Style>> = {
  informational: "dim",
  low: "cyan",
  medium: "yellow",
  high: ["bold", "magenta"],
  critical: ["bold", "red"],
};

/** Colours text when `stream` is a terminal that wants colours (NO_COLOR and FORCE_COLOR are honoured), else leaves it as it is. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** The level's word in its colour. */
export function paintLevel(level: Level, stream: NodeJS.WriteStream = process.stdout): string {
  return paint(LEVEL_STYLE[level], level, stream);
}

/** Text for a terminal: control characters from hostile logs cannot move the cursor or rename the window. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what we refuse to print
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
