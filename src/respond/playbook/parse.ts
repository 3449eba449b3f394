import {
  assert,
  type Checked,
  formatJson,
  type Json,
  no,
  parseIsoTime,
  parseJson,
  type Sha256,
  textOf,
  toHex,
  utf8,
  yes,
} from "../../lib/index.ts";
import type { Digest } from "../../model/index.ts";
import { checkCacao, remarksOn } from "./cacao.ts";
import { Cursor, Refusal, refuse } from "./cursor.ts";
import { planOf } from "./plan.ts";
import type { Playbook, PlaybookFault } from "./playbook.ts";
import { compileShortForm } from "./short-form.ts";

/** More than this is no playbook. */
export const PLAYBOOK_BYTES_MAX = 1_048_576;

/**
 * Reads a playbook: a CACAO 2.0 document (its first character is "{"), or the short YAML form (docs/playbooks.md). Input is untrusted.
 * Both give the same: the short form is compiled to CACAO first.
 */
export function parsePlaybook(bytes: Uint8Array, sha256: Sha256): Checked<Playbook, PlaybookFault> {
  try {
    if (bytes.length > PLAYBOOK_BYTES_MAX) refuse("the document", `at most ${PLAYBOOK_BYTES_MAX} bytes`);
    const text = textOf(bytes) ?? refuse("the document", "UTF-8");
    if (!/^\uFEFF?[ \t\r\n]*\{/.test(text)) return yes(playbookOf(compileShortForm(text, sha256).json, sha256));
    const json = parseJson(text.replace(/^\uFEFF/, ""));
    if (!json.ok) return no({ kind: "bad-playbook", where: placeIn(text, json.fault.at), expected: json.fault.expected });
    return yes(playbookOf(json.value, sha256));
  } catch (error) {
    if (error instanceof Refusal) return no(error.fault);
    throw error;
  }
}

function placeIn(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split("\n").length}, column ${at - before.lastIndexOf("\n")}`;
}

function playbookOf(json: Json, sha256: Sha256): Playbook {
  checkCacao(new Cursor(json, "$"));
  const canonical = formatJson(json);
  // Read again in its one order of members, so that equal documents give equal playbooks.
  const again = parseJson(canonical);
  assert(again.ok, "what formatJson writes can be read");
  const node = new Cursor(again.value, "$");
  const time = (name: string) => {
    const text = node.find(name)?.text();
    return text === undefined ? null : (parseIsoTime(text) ?? Date.parse(text));
  };
  return {
    id: node.need("id").text(),
    name: node.need("name").text(),
    digest: toHex(sha256(utf8(canonical))) as Digest,
    document: node.object(),
    revoked: node.find("revoked")?.json === true,
    validFromMs: time("valid_from"),
    validUntilMs: time("valid_until"),
    ...planOf(node),
    remarks: remarksOn(node),
  };
}

/** The CACAO 2.0 document, byte for byte the same for equal playbooks (RFC 8785); parsePlaybook gives the same playbook back. */
export function formatCacao(playbook: Playbook): Uint8Array<ArrayBuffer> {
  return utf8(formatJson(playbook.document));
}
