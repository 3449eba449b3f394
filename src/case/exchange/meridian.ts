import type { StixObject } from "../../stix/index.ts";

/** Namespace of the identifiers that we compute (UUIDv5 over the name of a noun or a case). Fixed for ever. spec/stix.md §Identifiers. */
export const MERIDIAN_NAMESPACE = "027203d4-c617-444a-a57a-bf292afbc94a";

/** Our extension: a noun, whole, beside what STIX can say of it. spec/stix.md §Extension. */
export const MERIDIAN_EXTENSION = "extension-definition--418b2fe7-b3dd-4ef0-91f3-b764fbebf06a";
const AUTHOR = "identity--eb6eb883-58db-4d84-82b8-19a7e35fc381";
const CREATED = "2026-11-22T00:00:00.000Z";

/** Object types of our own, for what STIX has no object for. */
export const CLAIM_TYPE = "x-meridian-claim";
export const LINK_TYPE = "x-meridian-link";
export const NOUN_TYPE = "x-meridian-noun";

/** Incident Extension Suite 2.0 (OASIS cti-stix-common-objects, draft of 10 October 2023). */
export const INCIDENT_EXTENSION = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";
export const EVENT_EXTENSION = "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e";
export const IMPACT_EXTENSION = "extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9";

/** What defines our extension, the same in every export, and whom it names as its author. */
export const DEFINITIONS: readonly StixObject[] = [
  {
    type: "identity",
    spec_version: "2.1",
    id: AUTHOR,
    created: CREATED,
    modified: CREATED,
    name: "Meridian evidence format",
    identity_class: "system",
  },
  {
    type: "extension-definition",
    spec_version: "2.1",
    id: MERIDIAN_EXTENSION,
    created_by_ref: AUTHOR,
    created: CREATED,
    modified: CREATED,
    name: "Meridian claim graph",
    description: "Carries a noun of a claim graph whole, so that an import gives back what was exported.",
    schema: "spec/stix.md of the Meridian project, section Extension",
    version: "1.0.0",
    extension_types: ["new-sdo", "property-extension"],
  },
];

/** True for one of the two, whoever sends it. */
export function isDefinition({ id }: StixObject): boolean {
  return id === MERIDIAN_EXTENSION || id === AUTHOR;
}
