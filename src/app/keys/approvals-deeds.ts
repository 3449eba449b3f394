/** Deeds that policy can give to several persons. */
export const DEEDS = ["erase", "destroy", "release", "revoke-key", "dismiss-alarm", "respond"] as const;
export type DeedKind = (typeof DEEDS)[number];

/** One deed: `what` names all that it does in one line, such as `ex-0123456789abcdef`, so that who reads it knows what they approve. */
export type Deed = { readonly kind: DeedKind; readonly what: string };

/** Which deeds how many persons must approve. */
export type ApprovalPolicy = { readonly deeds: readonly DeedKind[]; readonly persons: number };
