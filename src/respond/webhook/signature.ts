import { type Checked, concat, no, parseBase64, toBase64, utf8, yes } from "../../lib/index.ts";

/** A secret of Standard Webhooks 1.0.0: `whsec_` symmetric, `whsk_` the secret part of an Ed25519 pair, as bytes. */
export type WebhookSecret = { readonly scheme: "v1" | "v1a"; readonly bytes: Uint8Array };

/** Signs bytes by one key of one scheme: v1 is HMAC-SHA256, v1a Ed25519. */
export type WebhookKey = { readonly scheme: "v1" | "v1a"; readonly sign: (content: Uint8Array) => Uint8Array };

const SYMMETRIC = { prefix: "whsec_", least: 24, most: 64 } as const;
const ASYMMETRIC = { prefix: "whsk_", lengths: [32, 64] } as const;
const SECRETS_MAX = 4;

/** Reads a file of secrets, one a line; several sign side by side while one is being replaced. The fault never quotes what it read. */
export function parseSecrets(text: string): Checked<readonly WebhookSecret[], string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0 || lines.length > SECRETS_MAX) return no(`expected 1 to ${SECRETS_MAX} secrets, one a line`);
  const secrets: WebhookSecret[] = [];
  for (const [index, line] of lines.entries()) {
    const secret = parseSecret(line.trim());
    if (secret === undefined) return no(`line ${index + 1}: expected whsec_ or whsk_ and base64 of a fitting length`);
    secrets.push(secret);
  }
  return yes(secrets);
}

function parseSecret(line: string): WebhookSecret | undefined {
  if (line.startsWith(SYMMETRIC.prefix)) {
    const bytes = parseBase64(line.slice(SYMMETRIC.prefix.length));
    const isFit = bytes.ok && bytes.value.length >= SYMMETRIC.least && bytes.value.length <= SYMMETRIC.most;
    return isFit ? { scheme: "v1", bytes: bytes.value } : undefined;
  }
  if (!line.startsWith(ASYMMETRIC.prefix)) return undefined;
  const bytes = parseBase64(line.slice(ASYMMETRIC.prefix.length));
  const isFit = bytes.ok && (ASYMMETRIC.lengths as readonly number[]).includes(bytes.value.length);
  return isFit ? { scheme: "v1a", bytes: bytes.value.slice(0, 32) } : undefined;
}

/** The three headers of one attempt. `timestampS` is of the attempt, `id` of the message; neither holds a full stop. */
export function webhookHeaders(
  message: { readonly id: string; readonly timestampS: number; readonly body: Uint8Array },
  keys: readonly WebhookKey[],
): Readonly<Record<string, string>> {
  const content = concat(utf8(`${message.id}.${message.timestampS}.`), message.body);
  const signatures = keys.map(({ scheme, sign }) => `${scheme},${toBase64(sign(content))}`);
  return {
    "webhook-id": message.id,
    "webhook-timestamp": `${message.timestampS}`,
    "webhook-signature": signatures.join(" "),
  };
}
