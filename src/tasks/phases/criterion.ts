import type { PhaseFacts } from './facts.ts';
import { PHASE_NAMES, type PhaseNumber } from './phase-names.ts';

/** How an exit criterion stands. All texts are sentences. */
export type CriterionResult =
  | { readonly kind: 'met'; readonly evidence: string }
  | { readonly kind: 'unmet'; readonly why: string; readonly how: string }
  | { readonly kind: 'asks'; readonly question: string };

/** What a criterion finds in the facts; how to meet it is said once for each criterion. */
export type Finding =
  | { readonly kind: 'met'; readonly evidence: string }
  | { readonly kind: 'unmet'; readonly why: string }
  | { readonly kind: 'asks'; readonly question: string };

/** One thing that must hold before a phase ends. */
export interface ExitCriterion {
  /** Unique in its phase, `baseline-recorded`. */
  readonly id: string;
  readonly text: string;
  readonly judge: (facts: PhaseFacts) => CriterionResult;
}

/** A phase of the workflow with what must hold before the next one. */
export interface Phase {
  readonly number: PhaseNumber;
  readonly name: string;
  readonly criteria: readonly ExitCriterion[];
  /** Whether the workflow suggests a review at its end, and of what. */
  readonly review: string | null;
}

/** A criterion as its phase writes it down. */
export interface CriterionRow<F> {
  readonly id: string;
  readonly text: string;
  /** What to do while it is not met, as a sentence. */
  readonly how: string;
  readonly find: (facts: F) => Finding;
}

/** A phase whose criteria look at the part of the facts that is its own. */
export function phaseFrom<K extends keyof PhaseFacts>(
  number: PhaseNumber,
  key: K,
  review: string | null,
  rows: readonly CriterionRow<NonNullable<PhaseFacts[K]>>[],
): Phase {
  const criteria = rows.map(({ id, text, how, find }): ExitCriterion => {
    const judge = (facts: PhaseFacts): CriterionResult => {
      const own = facts[key];
      const finding = own === null ? UNKNOWN : find(own);
      return finding.kind === 'unmet' ? { ...finding, how } : finding;
    };
    return { id, text, judge };
  });
  return { number, name: PHASE_NAMES[number], criteria, review };
}

/** What nobody recorded is not met. */
export const UNKNOWN: Finding = { kind: 'unmet', why: 'Nothing is recorded about it.' };

/** It holds, and this shows it. */
export function met(evidence: string): Finding {
  return { kind: 'met', evidence };
}

/** It does not hold, for this reason. */
export function unmet(why: string): Finding {
  return { kind: 'unmet', why };
}

/** Only a person can say. */
export function asks(question: string): Finding {
  return { kind: 'asks', question };
}

/** `a, b, c` or `a, b, c and 4 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).join(', ');
  return names.length <= NAMES_MAX ? shown : `${shown} and ${names.length - NAMES_MAX} more`;
}

/** Names in one sentence; the rest can be counted. */
const NAMES_MAX = 5;
