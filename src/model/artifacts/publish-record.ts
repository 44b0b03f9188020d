import { type Static, Type } from 'typebox';

import { PublishAttempt } from './artifact-registry.ts';
import {
  closed,
  envelope,
  FileRef,
  known,
  listOf,
  name,
  Sha256,
  someOf,
  text,
  Time,
} from './fields.ts';

/** Name and version of `publish-record.json`. */
export const PUBLISH_RECORD_SCHEMA = 'hone.publish-record.v1';

/** What was published where; publishing the same again changes nothing. */
export const PublishRecord = closed({
  ...envelope(PUBLISH_RECORD_SCHEMA),
  run_id: name('The run.'),
  policy: Type.Union([
    Type.Literal('manual'),
    Type.Literal('auto-on-pass'),
    Type.Literal('auto-on-complete'),
  ]),
  started_at: Time,
  ended_at: known(Time, 'null while it is not over.'),
  status: Type.Union([
    Type.Literal('pending'),
    Type.Literal('success'),
    Type.Literal('partial'),
    Type.Literal('failed'),
  ]),
  idempotency_key: {
    ...Sha256,
    description: 'Of the list of files; the same one, the same result.',
  },
  artifacts: someOf(FileRef),
  targets: listOf(
    closed({
      kind: Type.Union([Type.Literal('folder'), Type.Literal('branch'), Type.Literal('command')]),
      target: name('Where to.'),
      status: Type.Union([
        Type.Literal('pending'),
        Type.Literal('success'),
        Type.Literal('failed'),
      ]),
      attempts: listOf(PublishAttempt),
      result: known(text('What the target answered: a path, a commit, a line of output.')),
      error: known(text('Why it failed.')),
    }),
  ),
});
export type PublishRecord = Static<typeof PublishRecord>;
