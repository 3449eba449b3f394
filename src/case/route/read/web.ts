import type { Fields } from "../../../model/index.ts";
import { type Facts, plainAddress, said, saidAll } from "../facts.ts";

const REQUEST_UNITS_MAX = 500;

/** Reads a line of an access log: an address asked a host for something. Which process answered, the line does not say. */
export function readWeb(facts: Facts, host: number, fields: Fields): void {
  const client = said(fields, "c-ip");
  const uri = saidAll(fields, "cs-uri").at(-1) ?? "";
  if (client === undefined || uri === "") return;
  const text = `${said(fields, "cs-method") ?? "?"} ${uri.slice(0, REQUEST_UNITS_MAX)}`;
  facts.edge("asks", facts.node("address", 0, plainAddress(client)), facts.node("request", host, text));
}
