import { type Static, Type } from 'typebox';

import { closed, known, name, text } from './fields.ts';

/** A way to make it faster; detectors and planners add them. */
export const Technique = closed({
  name: name('What it is called.'),
  rationale: text('Why it should help here.'),
  risk: text('What may go wrong.'),
  effort: known(text('How much work it is.')),
});
export type Technique = Static<typeof Technique>;

/** What a detector saw. */
export const Detection = closed({
  rule: name('The rule that matched.'),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  match: text('What matched, with its place.'),
});
export type Detection = Static<typeof Detection>;
