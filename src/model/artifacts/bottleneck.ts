import { type Static, Type } from 'typebox';

import { Detection, Technique } from './detection.ts';
import { amount, closed, CommitId, count, known, listOf, name, text } from './fields.ts';
import { CodeOwner } from './profiled-workload.ts';
import { MeanOverRuns, ShareOverRuns } from './run-interval.ts';

const rank = (description: string) => Type.Integer({ minimum: 1, description });

/** A factor by which something can become faster; null where there is no limit, or none known. */
export const GainFactor = closed({
  estimate: known(Type.Number({ minimum: 1 }), 'null: no limit.'),
  lo: known(Type.Number({ minimum: 1 }), 'null: not known.'),
  hi: known(Type.Number({ minimum: 1 }), 'null: no limit, or not known.'),
});
export type GainFactor = Static<typeof GainFactor>;

/** Where in the code something is. */
export const CodeLocation = closed({
  function: name('As the profile names it.'),
  file: known(name('Relative to the subject, or absolute outside of it.')),
  line: known(rank('Of its definition.')),
  column: known(rank('Of its definition.')),
  end_line: known(rank('Last line; by layout, so not always exact.')),
  package: known(name('The package that it belongs to.')),
  owner: CodeOwner,
  snippet_hash: known(name('Of the text that introduces it.')),
});
export type CodeLocation = Static<typeof CodeLocation>;

/**
 * A part of the cost of a workload that somebody could work on. `share.actionable` is the time of a
 * function with what it asked of the runtime, builtins and native code, and the garbage collections
 * that it caused; these don't overlap, so they can be added up. A bottleneck of kind `gc` is the
 * collector as a whole and overlaps all others.
 */
export const Bottleneck = closed({
  id: Type.String({
    pattern: '^[0-9a-f]{12}$',
    description: 'The same on other commits, as long as name, file and introduction are.',
  }),
  benchmark: name('The workload that it was seen in.'),
  rank: rank('Best rank that its interval allows; those that overlap share ranks.'),
  rank_worst: rank('Worst rank that its interval allows.'),
  kind: Type.Union([Type.Literal('cpu'), Type.Literal('gc')]),
  location: CodeLocation,
  share: closed({
    self: ShareOverRuns,
    actionable: ShareOverRuns,
    inclusive: ShareOverRuns,
    cpu: known(ShareOverRuns, 'Actionable share of the CPU time of all threads.'),
    alloc: known(ShareOverRuns, 'Of the bytes allocated, directly or by its builtins.'),
  }),
  milliseconds: known(MeanOverRuns, 'The weighed share of a run without a profiler.'),
  bound: known(
    closed({
      free: GainFactor,
      halved: GainFactor,
      visible: known(
        Type.Boolean(),
        'Whether the whole of it, gone, could be seen on this machine; null when not known.',
      ),
    }),
    'How much faster the workload can become through it; null when shares do not tell.',
  ),
  calls_per_op: known(amount('Calls in one run of the workload.')),
  growth_exponent: known(MeanOverRuns, 'Slope of its time over the size of the input, log-log.'),
  evidence: listOf(
    closed({
      artifact: known(name('The file where it can be looked up.')),
      query: known(text('How to find it there.')),
      text: text('What is seen.'),
    }),
  ),
  hot_lines: listOf(
    closed({ line: rank('From 1.'), share: amount('Of the time in the function.') }),
  ),
  callers: listOf(closed({ function: name('Name and place.'), share: amount('Of the calls.') })),
  stacks: listOf(
    closed({
      share: amount('Of its actionable time.'),
      frames: listOf(name('Innermost first.')),
    }),
  ),
  callees: Type.Optional(
    listOf(
      closed({
        function: name('Of the runtime, or `RegExp: ` and the text of an expression.'),
        file: known(name('Its module: node:fs.')),
        share: amount('Of its actionable time, with what that calls in turn.'),
      }),
      'What it asked of the runtime itself, the largest first; older reports lack it.',
    ),
  ),
  detectors: listOf(Detection),
  techniques: listOf(Technique),
  reach: known(
    Type.Number({ minimum: 0, maximum: 1, description: 'Of its best item in the newest plan.' }),
    'null when nothing is planned about it.',
  ),
  rice_score: known(
    amount('Reach x impact x confidence / effort of that item.'),
    'null when nothing is planned about it.',
  ),
  confidence: Type.Union(
    [Type.Literal('confirmed'), Type.Literal('likely'), Type.Literal('weak')],
    {
      description:
        'confirmed: its share was borne out by an experiment; likely: its interval is narrow.',
    },
  ),
  causal: known(
    closed({
      method: text('What was done.'),
      predicted: closed({ estimate: Type.Number(), lo: Type.Number(), hi: Type.Number() }),
      measured: closed({ estimate: Type.Number(), lo: Type.Number(), hi: Type.Number() }),
      verdict: Type.Union([
        Type.Literal('agrees'),
        Type.Literal('contradicts'),
        Type.Literal('undecided'),
      ]),
    }),
  ),
  status: Type.Union(
    [
      Type.Literal('open'),
      Type.Literal('planned'),
      Type.Literal('tried'),
      Type.Literal('fixed'),
      Type.Literal('refused'),
    ],
    {
      description:
        'In the newest plan. refused: not worth a try; tried: nothing about it was kept; fixed: ' +
        'something was.',
    },
  ),
  realised: known(
    closed({
      commit: CommitId,
      gain: closed({ estimate: Type.Number(), lo: Type.Number(), hi: Type.Number() }),
    }),
    "What was kept of it, as candidate / base on its item's metric.",
  ),
  runs: count('Profiled runs in which it was seen.'),
});
export type Bottleneck = Static<typeof Bottleneck>;
