/** That something is used, or belongs to somebody, and which reports say so. */
export type Cited = {
  /** Id of what is used or referred to. */
  readonly of: string;
  /** Names of the reports that say so, sorted; empty where the knowledge base names none. */
  readonly citations: readonly string[];
};

/** What a knowledge base says of one actor (STIX intrusion-set). `uses` holds techniques and software, by id, sorted. */
export type ActorProfile = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly uses: readonly Cited[];
};

/** Malware or a tool, with the techniques that reports say it shows. */
export type SoftwareProfile = {
  readonly id: string;
  readonly name: string;
  readonly kind: "malware" | "tool";
  readonly aliases: readonly string[];
  readonly uses: readonly Cited[];
  /** STIX patterns of indicators that indicate it, sorted. */
  readonly indicators: readonly string[];
};

/** A STIX attack-pattern. `id` is the ATT&CK id such as T1003.001 where it has one. */
export type Technique = {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly tactics: readonly string[];
  /** Names of the kinds of equipment it targets (ATT&CK for ICS), sorted. */
  readonly assets: readonly string[];
};

/** A campaign and whom it is attributed to in public; times as the knowledge base states them (RFC 3339), null where it does not. */
export type CampaignProfile = {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly uses: readonly Cited[];
  readonly attributedTo: readonly Cited[];
  /** Reports that describe the campaign as a whole, sorted. */
  readonly citations: readonly string[];
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
};

/** Where it came from: the file's name, the version it states of itself, SHA-256 of its text in UTF-8 (hex). */
export type KnowledgeSource = { readonly name: string; readonly version: string | null; readonly sha256: string };

/** What is publicly said of actors, their tools and techniques. All lists are sorted by id. */
export type Knowledge = {
  /** SHA-256 (hex) over the digests of the sources: the same bundles in any order give the same. */
  readonly digest: string;
  readonly sources: readonly KnowledgeSource[];
  readonly actors: readonly ActorProfile[];
  readonly software: readonly SoftwareProfile[];
  readonly techniques: readonly Technique[];
  readonly campaigns: readonly CampaignProfile[];
};

/** Why a bundle cannot be used, and which. */
export type KnowledgeFault =
  | { readonly kind: "bad-knowledge"; readonly bundle: string; readonly where: string; readonly expected: string }
  | { readonly kind: "too-many"; readonly what: "bundles" | "objects"; readonly max: number };

/** One file as it was read: `name` is only printed. */
export type KnowledgeText = { readonly name: string; readonly text: string };
