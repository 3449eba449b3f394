import { assert, type Checked, no, parseCount, yes } from "../lib/index.ts";

/** Hashes, or entries, in a full tile (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256;

/** Highest tile level a path may name (c2sp.org/tlog-tiles). */
const TILE_LEVEL_MAX = 63;

/** One tile: `width` 256 is full, 1–255 partial. */
export type TileRef = { readonly level: number; readonly index: number; readonly width: number };

/** What a path names: a tile of hashes at a level, or a bundle of entries. */
export type TilePath = { readonly level: number | "entries"; readonly index: number; readonly width: number };

/** `tile/<level>/<index>[.p/<width>]`, relative to the log's prefix. */
export function tilePath(level: number, index: number, width: number): string {
  assert(isWithin(level, 0, TILE_LEVEL_MAX), `expected a tile level from 0 to ${TILE_LEVEL_MAX}, got ${level}`);
  return `tile/${level}/${indexAndWidth(index, width)}`;
}

/** `tile/entries/<index>[.p/<width>]`, relative to the log's prefix. */
export function entriesPath(index: number, width: number): string {
  return `tile/entries/${indexAndWidth(index, width)}`;
}

/** 1234067 becomes x001/x234/067. */
function indexAndWidth(index: number, width: number): string {
  assert(isWithin(index, 0, Number.MAX_SAFE_INTEGER), `expected a tile index from 0, got ${index}`);
  assert(isWithin(width, 1, TILE_WIDTH), `expected a tile width from 1 to ${TILE_WIDTH}, got ${width}`);
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) as string[];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

export type TilePathFault = { readonly kind: "bad-tile-path"; readonly expected: string };

const SHAPE = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** What a path of c2sp.org/tlog-tiles names. Input is untrusted: any other spelling of the same tile is refused, and indexes above 2^53−1. */
export function parseTilePath(path: string): Checked<TilePath, TilePathFault> {
  const [, levelText = "", indexText = "", widthText] = SHAPE.exec(path) ?? [];
  if (levelText === "") return refuse("tile/<level or entries>/<x000/000>[.p/<width>]");
  const level = levelText === "entries" ? levelText : Number(levelText);
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  if (level !== "entries" && level > TILE_LEVEL_MAX) return refuse(`a level from 0 to ${TILE_LEVEL_MAX}`);
  if (widthText !== undefined && width >= TILE_WIDTH) return refuse(`a width from 1 to ${TILE_WIDTH - 1}`);
  const index = parseCount(indexText.replace(/[x/]/g, "").replace(/^0+(?=\d)/, ""));
  if (!index.ok) return refuse(`an index of at most ${Number.MAX_SAFE_INTEGER}`);
  const same = level === "entries" ? entriesPath(index.value, width) : tilePath(level, index.value, width);
  return same === path ? yes({ level, index: index.value, width }) : refuse(same);
}

function refuse(expected: string): Checked<never, TilePathFault> {
  return no({ kind: "bad-tile-path", expected });
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
