import { type Static, Type } from 'typebox';

import { closed, known, name, text } from './fields.ts';

/** What a step measures; both have to be in the suite. */
export const PlanMeasure = closed({
  benchmark: name("A benchmark's id."),
  metric: name('One of its metrics.'),
});
export type PlanMeasure = Static<typeof PlanMeasure>;

/** Why a step is worth doing: something that can be looked up. */
export const PlanEvidence = closed({
  kind: Type.Union(
    [
      Type.Literal('measurement'),
      Type.Literal('profile'),
      Type.Literal('code'),
      Type.Literal('target'),
      Type.Literal('suite'),
    ],
    {
      description:
        'A measured number, a profile, a place in the code, a target or a benchmark of hone.yaml.',
    },
  ),
  source: name('Where to look it up: a file of the run or of the subject.'),
  text: text('What is seen there.'),
  benchmark: known(name('The benchmark it is about.')),
  metric: known(name('The metric it is about.')),
  value: known(Type.Number({ description: 'The number that was seen, in `unit`.' })),
  unit: known(name('ms, MiB, %, …')),
});
export type PlanEvidence = Static<typeof PlanEvidence>;
