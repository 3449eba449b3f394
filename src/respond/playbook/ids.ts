/** Our extension of CACAO: on a playbook, when and on whom it runs; on an action step, the measure and its ladder. docs/playbooks.md. */
export const EXTENSION_ID = "extension-definition--6d4b8a52-3f0e-4c67-9b1d-5a2e7c80f413";

/** What we state of our own extension (CACAO 2.0 §8, extension definition). */
export const EXTENSION_DEFINITION = {
  type: "extension-definition",
  name: "Meridian measures",
  description:
    "On a playbook: on which detections it runs and which fields name the target. On an action step: the measure and its escalation ladder.",
  created_by: "identity--0f3c1d86-7a5b-4e29-8c64-b1d9e2f7a350",
  schema: "docs/playbooks.md",
  version: "1.0.0",
} as const;

/** `type--UUID` (CACAO 2.0 §10.10). */
export const IDENTIFIER: RegExp =
  /^[a-z][a-z0-9-]{1,100}[a-z0-9]--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;
/** A bare UUID, as people write it. */
export const BARE_UUID: RegExp = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;

/** The part of an identifier before `--`. */
export function typeOf(identifier: string): string {
  return identifier.slice(0, Math.max(0, identifier.indexOf("--")));
}
