import { type Static, Type } from 'typebox';

import { closed, count, envelope, known, listOf, name, Sha256, text, Time } from './fields.ts';

/** Name and version of `artifact-registry.json`. */
export const ARTIFACT_REGISTRY_SCHEMA = 'hone.artifact-registry.v1';

/** One try to publish an artifact to one target. */
export const PublishAttempt = closed({
  target: name('Where to.'),
  at: Time,
  outcome: Type.Union([Type.Literal('success'), Type.Literal('failed')]),
  error: known(text('What went wrong.')),
});
export type PublishAttempt = Static<typeof PublishAttempt>;

/** A file of the run, where it came from and what became of it. */
export const ArtifactEntry = closed({
  name: name("Name below the run's folder."),
  step: name('The step that made it.'),
  agent: name('Role that handed it in; hone for what the engine computed.'),
  path: name('Path from the root of the subject.'),
  sha256: Sha256,
  bytes: count('Size of the file.'),
  version: Type.Integer({ minimum: 1, description: 'Counts up when a step writes it again.' }),
  schema: known(name('Name and version of its shape.'), 'null for text.'),
  validationStatus: Type.Union([
    Type.Literal('valid'),
    Type.Literal('invalid'),
    Type.Literal('unchecked'),
  ]),
  gate_path: known(name('The gate file of its step.')),
  dependencies: listOf(name('An artifact that it was made from.')),
  publishable: Type.Boolean(),
  publish_targets: listOf(name('Where to.')),
  publish_status: known(
    Type.Union([Type.Literal('pending'), Type.Literal('success'), Type.Literal('failed')]),
    'null when it is not published at all.',
  ),
  publish_attempts: listOf(PublishAttempt),
  publish_error: known(text('Why it is not published.')),
});
export type ArtifactEntry = Static<typeof ArtifactEntry>;

/** All files of a run. */
export const ArtifactRegistry = closed({
  ...envelope(ARTIFACT_REGISTRY_SCHEMA),
  run_id: name('The run.'),
  updated_at: Time,
  artifacts: listOf(ArtifactEntry),
});
export type ArtifactRegistry = Static<typeof ArtifactRegistry>;
