import { Complaints } from '../document/index.ts';
import type { Suite, Target } from '../model/index.ts';
import { targetFromText } from './build/targets.ts';

/** Targets that somebody wrote outside of hone.yaml. */
export interface ReadTargets {
  readonly targets: readonly Target[];
  /** Those that the suite does not know, each with the reason and what to do, as sentences. */
  readonly refused: readonly { readonly text: string; readonly why: string }[];
}

/**
 * Reads targets such as `parse-large wall <= 80 ms` as they would be read under `targets` of
 * hone.yaml: the benchmark and the metric have to be in the suite, and the unit has to fit. Of two
 * for the same metric the second is refused.
 */
export function readTargets(
  texts: readonly string[],
  suite: Pick<Suite, 'benchmarks' | 'holdout'>,
): ReadTargets {
  const targets: Target[] = [];
  const refused: { text: string; why: string }[] = [];
  for (const text of texts) {
    const complaints = new Complaints();
    const target = targetFromText(text, suite, complaints);
    const [problem] = complaints.problems();
    const twin = targets.some(
      (other) => other.benchmark === target?.benchmark && other.metric === target.metric,
    );
    if (target === null || problem !== undefined) {
      const words = [problem?.message ?? 'It is no target.', problem?.hint ?? ''];
      refused.push({ text, why: words.join(' ').trim() });
    } else if (twin) {
      refused.push({ text, why: 'There is a target for the same metric before it.' });
    } else {
      targets.push(target);
    }
  }
  return { targets, refused };
}
