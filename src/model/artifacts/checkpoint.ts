import { type Static, Type } from 'typebox';

import { closed, count, envelope, known, listOf, name, Sha256, Time } from './fields.ts';

/** Name and version of `checkpoint.json`. */
export const CHECKPOINT_SCHEMA = 'hone.checkpoint.v1';

/** How far the journal of a run reached; the hash names all of it. */
export const JournalPosition = closed({
  seq: Type.Integer({ minimum: 1, description: 'Number of the last event.' }),
  head_hash: { ...Sha256, description: 'Hash of the last event, which covers all before it.' },
});
export type JournalPosition = Static<typeof JournalPosition>;

/** A readable view of a state that a run can go back to; the journal is the truth. */
export const Checkpoint = closed({
  ...envelope(CHECKPOINT_SCHEMA),
  checkpoint_id: name('Names it in the run.'),
  run_id: name('The run.'),
  workflow: name('The flow.'),
  step: name('The step after which it was made.'),
  status: Type.Union([
    Type.Literal('created'),
    Type.Literal('valid'),
    Type.Literal('restored'),
    Type.Literal('expired'),
    Type.Literal('invalidated'),
  ]),
  created_at: Time,
  expiration: known(Time),
  parent_checkpoint: known(name('The one before.')),
  completed_steps: listOf(name('A step.')),
  gate: known(name('The last gate that passed.')),
  artifacts: listOf(
    closed({
      name: name("Name below the run's folder."),
      path: name('Path from the root of the subject.'),
      sha256: Sha256,
      size: count('Bytes.'),
    }),
  ),
  journal: JournalPosition,
});
export type Checkpoint = Static<typeof Checkpoint>;
