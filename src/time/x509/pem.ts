import { type Checked, no, parseBase64, yes } from "../../lib/index.ts";
import { type Certificate, parseCertificate } from "./certificate.ts";

const CERTIFICATES_MAX = 100;
const PEM_UNITS_MAX = 1_048_576;
const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/** The certificates in PEM text (RFC 7468 §5.1), text between them ignored; at least one. The fault says what was expected. */
export function parsePemCertificates(text: string): Checked<readonly Certificate[], string> {
  if (text.length > PEM_UNITS_MAX) return no(`at most ${PEM_UNITS_MAX} characters`);
  const blocks = text.split(BEGIN).slice(1);
  if (blocks.length === 0 || blocks.length > CERTIFICATES_MAX) return no(`1 to ${CERTIFICATES_MAX} PEM certificates`);
  const certificates: Certificate[] = [];
  for (const [at, block] of blocks.entries()) {
    const end = block.indexOf(END);
    const der = parseBase64(block.slice(0, Math.max(0, end)).replaceAll(/[\r\n]/g, ""));
    const certificate = end < 0 || !der.ok ? undefined : parseCertificate(der.value);
    if (certificate === undefined) return no(`base64 between the marks of certificate ${at + 1}`);
    if (!certificate.ok) return no(`certificate ${at + 1}: ${certificate.fault.expected}`);
    certificates.push(certificate.value);
  }
  return yes(certificates);
}
