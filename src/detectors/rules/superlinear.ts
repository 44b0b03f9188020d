import { GROWTH_EXPONENT_MIN, GROWTH_LOW_MIN } from '../limits.ts';
import type { Technique } from '../nomination.ts';
import { growthExponent } from '../growth-exponent.ts';
import { nameOf, percent, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'lower-the-order',
  rationale:
    'The time grows faster than the input, so what is bearable today will not be with more; a ' +
    'lookup, a sort or a single pass in place of nested work grows with the input.',
  risk: 'medium',
  riskText: 'Another algorithm may give equal elements another order and use more memory.',
  effort: 'medium',
};

/** Functions whose time grows clearly faster than their input. It needs no source code. */
export const superlinear: Rule = (scene) =>
  scene.runtime.scaling.flatMap((scaling) => {
    const growth = growthExponent(scaling.points);
    if (growth === null || growth.exponent <= GROWTH_EXPONENT_MIN || growth.lo <= GROWTH_LOW_MIN) {
      return [];
    }
    const hot = scene.hotFunctions.find(
      (each) => each.file === scaling.file && each.line === scaling.line,
    );
    const [slope, lo, hi] = [growth.exponent, growth.lo, growth.hi].map((each) => each.toFixed(2));
    return [
      {
        rule: 'superlinear',
        file: scaling.file === '' ? null : scaling.file,
        line: scaling.file === '' ? null : scaling.line,
        subject: nameOf(scaling),
        evidence:
          `The time of ${nameOf(scaling)} grows as size^${slope} [${lo}, ${hi}] over ` +
          `${growth.sizes} sizes (${growth.runs} runs)` +
          (hot === undefined ? '.' : ` and is ${percent(hot.share.estimate)} of the workload.`),
        technique: TECHNIQUE,
        // The growth is measured; in which line it comes about is for the other rules to say.
        confidence: 'likely',
        share: hot?.share ?? null,
      },
    ];
  });
