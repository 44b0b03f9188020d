import { type Static, type TSchema, Type } from 'typebox';

/** Name and version of the format that `hone review --json` writes. */
export const REVIEW_SCHEMA = 'hone.review.v1';

const known = <T extends TSchema>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description });

/** One thing that somebody should look at, or that went well. */
export const ReviewEntry = Type.Object({
  kind: Type.String({
    description:
      'new-bottleneck, grown-bottleneck; worse, better, unclear, trend; missed, near; override, ' +
      'waits-for-person, inconclusive, hidden-target, vouched, unfinished, went-on, skipped.',
  }),
  text: Type.String(),
  run: known(Type.String(), 'The run, or the profile, that says so.'),
  benchmark: known(Type.String(), 'null when it is about no single one.'),
  metric: known(Type.String(), 'The same.'),
});
export type ReviewEntry = Static<typeof ReviewEntry>;

/** A part of a review: what was found, and what could not be looked at. */
export const ReviewPart = Type.Object({
  findings: Type.Array(ReviewEntry),
  unknown: Type.Array(Type.String(), {
    description: 'What could not be told, and why; then no finding does not mean that all is well.',
  }),
});
export type ReviewPart = Static<typeof ReviewPart>;

/** What happened to the performance of a repository in a span of time. */
export const Review = Type.Object({
  schema: Type.Literal(REVIEW_SCHEMA),
  since: Type.String({ description: 'ISO 8601, UTC.' }),
  until: Type.String(),
  runs: Type.Integer({ minimum: 0, description: 'Runs that were made in that time.' }),
  bottlenecks: ReviewPart,
  drift: ReviewPart,
  budgets: ReviewPart,
  debts: ReviewPart,
});
export type Review = Static<typeof Review>;
