import { type Static, Type } from 'typebox';

import { closed, CommitId, envelope, known, listOf, name, someOf, text, Time } from './fields.ts';

/** Name and version of `code-review-<workflow>.json`. */
export const CODE_REVIEW_SCHEMA = 'hone.code-review.v1';

/** Something that a reviewer found in a change. */
export const ReviewFinding = closed({
  severity: Type.Union([
    Type.Literal('critical'),
    Type.Literal('major'),
    Type.Literal('minor'),
    Type.Literal('note'),
  ]),
  file: known(name('Path in the subject.')),
  line: known(Type.Integer({ minimum: 1 })),
  finding: text('What is wrong.'),
  suggestion: known(text('What to do about it.')),
});
export type ReviewFinding = Static<typeof ReviewFinding>;

const reviewed = {
  ...envelope(CODE_REVIEW_SCHEMA),
  run_id: name('The run.'),
  workflow: name('The flow.'),
  base_commit: CommitId,
  reviewed_commit: CommitId,
  reviewed_at: Time,
  reviewed_by: name('Who reviewed.'),
  attempt: Type.Integer({ minimum: 1 }),
  summary: text('What the reviewer says, in a few sentences.'),
};

const Minor = closed({
  ...ReviewFinding.properties,
  severity: Type.Union([Type.Literal('minor'), Type.Literal('note')]),
});

const checked = (passed: boolean) =>
  closed({
    name: name('What was looked at.'),
    passed: Type.Literal(passed),
    message: text('Result.'),
  });

/** A review of what was kept. Approval with a critical or major finding does not exist. */
export const CodeReview = Type.Union([
  closed({
    ...reviewed,
    verdict: Type.Literal('approved'),
    checks: someOf(checked(true)),
    findings: listOf(Minor),
  }),
  closed({
    ...reviewed,
    verdict: Type.Literal('changes-requested'),
    checks: someOf(Type.Union([checked(true), checked(false)])),
    findings: someOf(ReviewFinding, 'Goes back to the developer.'),
  }),
]);
export type CodeReview = Static<typeof CodeReview>;
