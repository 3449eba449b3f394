import { posix } from "node:path";
import { type Breach, eachLine } from "./house-rules.ts";

const LINK = /!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\s*\[[^\]]+\]:\s+(\S+)/g;
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** Relative links of one Markdown page that lead nowhere; `exists` answers for a path from the root. */
export function deadLinksIn(path: string, text: string, exists: (path: string) => boolean): Breach[] {
  return eachLine(path, withoutCode(text), (line) =>
    [...line.matchAll(LINK)]
      .map((match) => match[1] ?? match[2] ?? "")
      .filter((target) => !ELSEWHERE.test(target) && !target.startsWith("#"))
      .map((target) => decodeURIComponent(target.replace(/[?#].*$/, "")))
      .filter(
        (target) => !exists(posix.normalize(target.startsWith("/") ? target.slice(1) : posix.join(posix.dirname(path), target))),
      )
      .map((target) => `links to ${target}, which does not exist`),
  );
}

/** Code is not a link; its lines stay so that numbers fit. */
function withoutCode(text: string): string {
  const blank = (code: string): string => code.replace(/[^\n]/g, " ");
  return text.replace(/^ *(```|~~~)[^]*?^ *\1/gm, blank).replace(/`[^`\n]*`/g, blank);
}
