import type { ShareInterval } from './observed.ts';

/** Every rule. The name is stable: it stands in reports and plans. */
export type RuleName =
  | 'superlinear'
  | 'spread-in-loop'
  | 'concat-in-loop'
  | 'search-in-loop'
  | 'sort-in-loop'
  | 'hot-regex'
  | 'regex-in-loop'
  | 'backtracking-regex'
  | 'json-clone'
  | 'hot-json'
  | 'sync-call'
  | 'gc-pressure'
  | 'serial-awaits'
  | 'startup-module'
  | 'repeated-calls'
  | 'missing-compression'
  | 'missing-caching'
  | 'n-plus-one'
  | 'missing-index';

/**
 * How sure a nomination is that the named cause is the cause.
 * - confirmed: two independent observations at run time agree with the code
 * - likely: one observation at this very line agrees with the code
 * - weak: the code is in a hot place, or looks right, but nothing ties the time to it
 */
export type Confidence = 'confirmed' | 'likely' | 'weak';

/** Three grades are all that code alone can tell. */
export type Grade = 'low' | 'medium' | 'high';

/** A known way to remove the cause. It is a proposal like any other and has to be measured. */
export interface Technique {
  /** Stable, kebab-case. */
  readonly name: string;
  /** Why it helps, a sentence. */
  readonly rationale: string;
  /** How likely it is to change behaviour. */
  readonly risk: Grade;
  /** What may break, a sentence. */
  readonly riskText: string;
  readonly effort: Grade;
}

/** A suspect: something seen at run time joined with something seen in the code. */
export interface Nomination {
  readonly rule: RuleName;
  /** Null for what has no place in code, e.g. a response. */
  readonly file: string | null;
  /** From 1; null without a file. */
  readonly line: number | null;
  /** The function, module, address or statement that it is about. */
  readonly subject: string;
  /** What was seen, with numbers, for people. */
  readonly evidence: string;
  readonly technique: Technique;
  readonly confidence: Confidence;
  /** Part of the workload that lies at this place, where a profile knows it. */
  readonly share: ShareInterval | null;
}

/** What the detectors found, and what they could not look at. */
export interface NominationReport {
  /** Most certain first, then by share; one for each rule and place. */
  readonly nominations: readonly Nomination[];
  /** Sentences for people. */
  readonly caveats: readonly string[];
}
