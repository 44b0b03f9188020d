import { type Static, Type } from 'typebox';

/** Who fills a role. */
export const Filler = Type.Union([
  Type.Object({ kind: Type.Literal('built-in') }),
  Type.Object({ kind: Type.Literal('person') }),
  Type.Object({ kind: Type.Literal('command'), command: Type.String({ minLength: 1 }) }),
]);
export type Filler = Static<typeof Filler>;

const Command = Type.Union([
  Type.Object({ kind: Type.Literal('words'), words: Type.Array(Type.String(), { minItems: 1 }) }),
  Type.Object({ kind: Type.Literal('shell'), text: Type.String() }),
]);

/** Where results are published to. */
export const PublishTarget = Type.Union([
  Type.Object({ kind: Type.Literal('folder'), path: Type.String() }),
  Type.Object({ kind: Type.Literal('git-branch'), branch: Type.String() }),
  Type.Object({ kind: Type.Literal('command'), command: Type.String() }),
]);
export type PublishTarget = Static<typeof PublishTarget>;

/** The task that a run works on: where its documents and its branch are. */
export const TaskOfRun = Type.Object({
  id: Type.String(),
  title: Type.String(),
  branch: Type.String(),
  baseBranch: Type.String(),
  /** Every step from one phase to the next waits for a person. */
  ask: Type.Boolean(),
  /** Commands of the project that have to be green before others look at the work. */
  checks: Type.Array(Type.String()),
});
export type TaskOfRun = Static<typeof TaskOfRun>;

/** The input of a flow's run: everything that determines it, apart from the machine. */
export const FlowStarted = Type.Object({
  /** The run that was started with it: of a fork, the one that it goes back to. */
  origin: Type.String(),
  flow: Type.Object({
    /** Absolute path of the file; null for a flow that comes with hone. */
    path: Type.Union([Type.String(), Type.Null()]),
    name: Type.String(),
    text: Type.String(),
  }),
  /** JSON Schemas of the project that the flow names, as they were at the start, by path. */
  schemas: Type.Record(Type.String(), Type.Unknown()),
  /** What is to become faster, in the user's words or as the id of a benchmark; may be null. */
  target: Type.Union([Type.String(), Type.Null()]),
  base: Type.Object({
    commit: Type.String(),
    tree: Type.String(),
    branch: Type.Union([Type.String(), Type.Null()]),
  }),
  /** Text of hone.yaml; null in a repository without one. */
  config: Type.Union([Type.String(), Type.Null()]),
  suiteHash: Type.Union([Type.String(), Type.Null()]),
  /** By role; a role that is missing is filled by hone itself. */
  roles: Type.Record(Type.String(), Type.Array(Filler, { minItems: 1 })),
  /** Commands that rate a plan beside hone's own checks. */
  raters: Type.Array(Type.String()),
  /** Ready proposals for the implementation. */
  proposals: Type.Array(
    Type.Union([
      Type.Object({ kind: Type.Literal('patch'), path: Type.String() }),
      Type.Object({ kind: Type.Literal('revision'), revision: Type.String() }),
      Type.Object({ kind: Type.Literal('pull-request'), number: Type.Integer({ minimum: 1 }) }),
      Type.Object({ kind: Type.Literal('command'), command: Command }),
    ]),
  ),
  publish: Type.Object({
    policy: Type.Union([
      Type.Literal('manual'),
      Type.Literal('auto-on-pass'),
      Type.Literal('auto-on-complete'),
      Type.Null(),
    ]),
    targets: Type.Array(PublishTarget),
  }),
  /** How long developers go on proposing; see `SearchPolicy`. */
  search: Type.Object({
    roundsMax: Type.Integer({ minimum: 1 }),
    barrenRoundsMax: Type.Integer({ minimum: 1 }),
    elapsedMsMax: Type.Union([Type.Number(), Type.Null()]),
    attemptsMax: Type.Union([Type.Integer(), Type.Null()]),
    costMax: Type.Union([Type.Number(), Type.Null()]),
  }),
  /** What agents are contained with. */
  sandbox: Type.Union([
    Type.Literal('best'),
    Type.Literal('bwrap'),
    Type.Literal('srt'),
    Type.Literal('none'),
  ]),
  /** Agents who say of suspicious lines whether they are honest. */
  judges: Type.Array(Type.String()),
  /** Why agents may propose against a suite that no cheat was tried on; null when they may not. */
  untested: Type.Union([Type.String(), Type.Null()]),
  seed: Type.Integer(),
  pairsMax: Type.Union([Type.Integer(), Type.Null()]),
  timeLimitMs: Type.Union([Type.Number(), Type.Null()]),
  /** Values of the flow's own inputs, by name. */
  values: Type.Record(Type.String(), Type.String()),
  /** Targets that count instead of those of hone.yaml, such as `parse-large wall <= 80 ms`. */
  targets: Type.Optional(Type.Array(Type.String())),
  /** Left out for a run that no task asked for. */
  task: Type.Optional(TaskOfRun),
});
export type FlowStarted = Static<typeof FlowStarted>;
