import type { Drawn } from "./drawn.ts";
import type { DrawnFormat } from "./drawn-formats.ts";
import { drawnValue, jsonText } from "./drawn-texts.ts";

type Member = { readonly name: string; readonly value: string | Member[] };
type Entry = readonly [path: string, value: string];

const HURTS = [0x00, 0x09, 0x0d, 0x1f, 0x20, 0x22, 0x2c, 0x5c, 0x75, 0x7d, 0x7f, 0x80, 0xbf, 0xc3, 0xed, 0xf4, 0xff, 0x30, 0x5d];

/** Makes lines of one feed: a few paths with a few values that come again. `isOdd`: of those that no honest program writes. */
export function lineMaker(draw: Drawn, format: DrawnFormat, ofRules: readonly string[], isOdd: boolean): () => Uint8Array {
  const values = draw.several(20, () => drawnValue(draw, ofRules));
  const routing = format.routing.map(([path, usual, odd]): Entry[] => {
    const chosen = [draw.pick(usual), draw.pick(isOdd ? [...usual, ...odd] : usual)];
    return chosen.map((value) => [path, value]);
  });
  const paths = draw.some([...format.paths, ...(isOdd ? format.odd : [])], 50);
  const density = draw.pick(isOdd ? [10, 30, 50] : [30, 60, 90]);
  return () => {
    const entries: Entry[] = routing.flatMap((choices) => (draw.chance(95) ? [draw.pick(choices)] : []));
    for (const path of draw.some(paths, density))
      entries.push([path, draw.chance(80) ? draw.pick(values) : drawnValue(draw, ofRules)]);
    if (isOdd && draw.chance(5)) entries.push(draw.pick([...entries, ["x", "1"]]));
    if (draw.chance(30)) entries.reverse();
    const members: Member[] = [];
    const style = draw.below(20);
    for (const [path, value] of entries) put(members, namesOf(path, format.dotted && (style === 0 || draw.chance(1))), value);
    return damaged(draw, written(draw, members, isOdd), isOdd);
  };
}

function namesOf(path: string, isJoined: boolean): readonly string[] {
  return isJoined ? [path] : path.split(".");
}

function put(members: Member[], [name = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    members.push({ name, value });
    return;
  }
  const known = members.find((member) => member.name === name && typeof member.value !== "string");
  if (known === undefined) members.push({ name, value: [] });
  put((known ?? members.at(-1))?.value as Member[], rest, value);
}

function written(draw: Drawn, members: readonly Member[], isOdd: boolean): string {
  const space = (): string => (isOdd && draw.chance(5) ? draw.pick([" ", "\t", "  ", "\r"]) : "");
  const texts = members.map(({ name, value }) => {
    let json = typeof value === "string" ? value : written(draw, value, isOdd);
    if (typeof value !== "string" && isOdd && draw.chance(2)) json = draw.chance(50) ? `[${json}]` : `[${json},${json}]`;
    return `${space()}${jsonText(draw, name, isOdd && draw.chance(1) ? 100 : 0)}${space()}:${space()}${json}${space()}`;
  });
  return `{${texts.join()}${space()}}`;
}

function damaged(draw: Drawn, json: string, isOdd: boolean): Uint8Array {
  const before = isOdd && draw.chance(2) ? draw.pick([" ", "\ufeff", "\r", "[", "\t"]) : "";
  const behind = draw.chance(2) ? draw.pick(isOdd ? [" ", "\t\r", "x", "}", "\ufeff"] : ["\r", " "]) : "";
  const bytes = new TextEncoder().encode(before + json + behind);
  if (!isOdd || !draw.chance(4)) return bytes;
  const at = draw.below(bytes.length);
  const hurt = draw.pick(HURTS);
  if (draw.chance(30)) return bytes.slice(0, at);
  return draw.chance(50) ? bytes.with(at, hurt) : Uint8Array.from([...bytes.slice(0, at), hurt, ...bytes.slice(at)]);
}
