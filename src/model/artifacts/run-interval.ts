import { type Static, Type } from 'typebox';

import { closed, known } from './fields.ts';

const runs = Type.Integer({ minimum: 1, description: 'Runs that it is made from.' });

/** A mean over runs with its 95 % interval; one run has none. */
export const MeanOverRuns = closed({
  estimate: Type.Number(),
  lo: known(Type.Number(), '95 %; null with one run.'),
  hi: known(Type.Number(), '95 %; null with one run.'),
  n: runs,
});
export type MeanOverRuns = Static<typeof MeanOverRuns>;

const share = (description?: string) =>
  Type.Number({ minimum: 0, maximum: 1, ...(description === undefined ? {} : { description }) });

/** The same for a share. */
export const ShareOverRuns = closed({
  estimate: share(),
  lo: known(share(), '95 %; null with one run.'),
  hi: known(share(), '95 %; null with one run.'),
  n: runs,
});
export type ShareOverRuns = Static<typeof ShareOverRuns>;
