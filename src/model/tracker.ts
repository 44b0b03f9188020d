import { type Static, Type } from 'typebox';

import { known } from './artifacts/fields.ts';
import type { Immutable } from './immutable.ts';

/** Name and version of the format that `hone tracker --json` writes. */
export const TRACKER_SCHEMA = 'hone.tracker.v1';

/** What a pull request of a campaign may be; each is derived, none is set. */
export const TrackedState = Type.Enum(
  ['pending', 'blocked', 'in-progress', 'waiting', 'stopped', 'abandoned', 'completed'],
  { description: 'Derived, never set.' },
);
export type TrackedState = Static<typeof TrackedState>;

/** Something that has to hold, and what shows it. */
export const TrackedCriterion = Type.Object(
  {
    text: Type.String(),
    state: Type.Enum(['met', 'unmet', 'unknown']),
    evidence: Type.String({ description: 'A sentence, empty where nothing is known.' }),
  },
  { description: 'Something that has to hold.' },
);
export type TrackedCriterion = Immutable<Static<typeof TrackedCriterion>>;

const Completion = Type.Object({
  share: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'From 0 to 1; 1 only when the merge is verified.',
  }),
  percent: Type.String({ description: '`42 %`, rounded down.' }),
  met: Type.Integer({ minimum: 0 }),
  total: Type.Integer({ minimum: 0 }),
});

/** One pull request of a campaign with all that is told about it. */
export const TrackedPull = Type.Object(
  {
    id: Type.String({ description: 'Of its task.' }),
    title: Type.String(),
    state: TrackedState,
    stateText: Type.String({ description: 'The state in words, `in progress`.' }),
    why: Type.String({ description: 'Why it is what it is, as a sentence.' }),
    phase: known(
      Type.String(),
      '`Phase 4 - Performance Implementation`; null while it is in none.',
    ),
    branch: known(Type.String()),
    pullRequest: known(
      Type.Object({
        name: Type.String(),
        url: known(Type.String()),
        state: Type.Enum(['draft', 'open', 'closed', 'merged']),
      }),
    ),
    completion: known(
      Completion,
      'Exit criteria of all phases; null when there are none to count.',
    ),
    complexity: known(Type.Enum(['low', 'medium', 'high'])),
    effort: known(Type.String(), '`3 person-days`; null when nobody estimated it.'),
    priority: known(Type.String()),
    dependencies: Type.Array(
      Type.Object({ id: Type.String(), reason: Type.String(), isCompleted: Type.Boolean() }),
    ),
    objectives: Type.Array(
      Type.Object({
        text: Type.String(),
        isDone: known(Type.Boolean(), 'null while nobody said.'),
      }),
    ),
    criteria: Type.Array(TrackedCriterion),
    checks: Type.Array(
      Type.Object({
        name: Type.String(),
        state: Type.Enum(['passed', 'failed', 'running', 'not-run']),
      }),
    ),
    note: Type.String({
      description: 'What a reader of the dashboard has to know, in one line; empty for nothing.',
    }),
    notes: Type.String({ description: 'Markdown of several lines.' }),
  },
  { description: 'One pull request with all that is told about it. Texts are of people.' },
);
export type TrackedPull = Immutable<Static<typeof TrackedPull>>;

/** What to do next, and why. */
export const TrackedNext = Type.Union(
  [
    Type.Object({
      kind: Type.Literal('pull'),
      id: Type.String(),
      title: Type.String(),
      why: Type.String(),
      preflight: Type.Array(TrackedCriterion),
    }),
    Type.Object({ kind: Type.Literal('none'), why: Type.String() }),
  ],
  { description: 'What to do next, and why.' },
);
export type TrackedNext = Immutable<Static<typeof TrackedNext>>;

/** A number that the campaign is about; values are texts with their units. */
export const TrackedMetric = Type.Object(
  {
    name: Type.String(),
    base: known(Type.String(), 'null: not measured.'),
    current: known(Type.Object({ value: Type.String(), interval: Type.String() })),
    target: known(Type.String()),
    state: Type.Enum(['reached', 'missed', 'unclear', 'not-measured']),
  },
  { description: 'A number that the campaign is about; values are texts with their units.' },
);
export type TrackedMetric = Immutable<Static<typeof TrackedMetric>>;

/** Something that was tried and rejected. */
export const TrackedAttempt = Type.Object(
  {
    task: known(Type.String(), "The task that it was part of; null when it was none's."),
    what: Type.String(),
    why: Type.String(),
    numbers: Type.String({
      description: 'What was measured with its interval, in words; empty when nothing was.',
    }),
  },
  { description: 'Something that was tried and rejected.' },
);
export type TrackedAttempt = Immutable<Static<typeof TrackedAttempt>>;

const Progress = Type.Object({
  completed: Type.Integer({ minimum: 0 }),
  total: Type.Integer({ minimum: 0, description: 'Without those that were abandoned.' }),
  abandoned: Type.Integer({ minimum: 0 }),
  share: Type.Number({ minimum: 0, maximum: 1, description: 'From 0 to 1; 0 when there is none.' }),
  percent: Type.String({ description: '`33 %`, rounded down, so that only all of it is 100 %.' }),
  text: Type.String({ description: '`[#######-------------] 33 % (1/3)`.' }),
});

/** The hand-off document of a campaign as values: what Markdown, terminal and page are made of. */
export const Tracker = Type.Object({
  name: Type.String(),
  purpose: Type.String(),
  scope: Type.String(),
  overview: Type.String({ description: 'Markdown of several lines.' }),
  documents: Type.Array(
    Type.Object({
      title: Type.String(),
      target: Type.String({ description: 'A path from the document on, or an address.' }),
      about: Type.String(),
    }),
  ),
  progress: Progress,
  counts: Type.String({
    description: 'How many are in each state, in words: `1 completed, 2 blocked`.',
  }),
  next: TrackedNext,
  pulls: Type.Array(TrackedPull, { description: 'In the order of their numbers.' }),
  metrics: Type.Array(TrackedMetric),
  attempts: Type.Array(TrackedAttempt),
  context: Type.Array(Type.String(), {
    description: 'What else somebody who takes over has to know, one in a line.',
  }),
  done: Type.Array(TrackedCriterion, {
    description: 'What has to hold in the end, counted or with its evidence.',
  }),
});
export type Tracker = Immutable<Static<typeof Tracker>>;

/** What `hone tracker --json` writes. */
export const TrackerDocument = Type.Object({
  schema: Type.Literal(TRACKER_SCHEMA),
  ...Tracker.properties,
});
