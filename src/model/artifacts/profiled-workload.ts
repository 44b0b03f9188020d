import { type Static, Type } from 'typebox';

import { Detection, Technique } from './detection.ts';
import { amount, closed, count, FileRef, known, listOf, name, text } from './fields.ts';
import { MeanOverRuns, ShareOverRuns } from './run-interval.ts';

/** Whose code a frame is. */
export const CodeOwner = Type.Union(
  [
    Type.Literal('app'),
    Type.Literal('direct-dep'),
    Type.Literal('transitive'),
    Type.Literal('runtime'),
    Type.Literal('unknown'),
  ],
  {
    description:
      "app: the subject's own; direct-dep: a package that its package.json names; transitive: a " +
      'package that only others need; runtime: of the language or the system.',
  },
);
export type CodeOwner = Static<typeof CodeOwner>;

/** How something was looked at. */
export const ProfileMethod = closed({
  source: Type.Union([
    Type.Literal('v8-cpu'),
    Type.Literal('v8-alloc'),
    Type.Literal('v8-gc'),
    Type.Literal('perf'),
    Type.Literal('pprof'),
    Type.Literal('folded'),
    Type.Literal('speedscope'),
    Type.Literal('chrome-trace'),
    Type.Literal('firefox'),
    Type.Literal('callgrind'),
  ]),
  settings: text('In words: the sampling interval, the events.'),
  runs: Type.Integer({ minimum: 1 }),
  samples: count('In all runs.'),
  overhead: known(
    closed({ estimate: Type.Number(), lo: Type.Number(), hi: Type.Number() }),
    'What all collectors of these runs together added to the time from start to end, as a ' +
      'fraction with its 95 % interval; null when it was not measured.',
  ),
  artifacts: listOf(FileRef, 'The profiles themselves.'),
});
export type ProfileMethod = Static<typeof ProfileMethod>;

/** What all of the time was spent in; the shares add up to 1. */
export const KindShares = closed({
  js: ShareOverRuns,
  native: ShareOverRuns,
  builtin: ShareOverRuns,
  gc: ShareOverRuns,
  compile: ShareOverRuns,
  runtime: ShareOverRuns,
  idle: ShareOverRuns,
  preempted: ShareOverRuns,
  unknown: ShareOverRuns,
});
export type KindShares = Static<typeof KindShares>;

/** One workload that was profiled, as a whole. */
export const ProfiledWorkload = closed({
  benchmark: name("The benchmark's id, or what names the command."),
  command: text('What was run, as a command line.'),
  methods: listOf(ProfileMethod),
  denominator: Type.Union([Type.Literal('critical-thread-wall'), Type.Literal('process-cpu')], {
    description:
      'What shares are shares of. critical-thread-wall: time from start to end, waiting ' +
      'included, preemption not. process-cpu: CPU time of all threads of all processes.',
  }),
  bound_of: known(
    Type.Union([Type.Literal('wall'), Type.Literal('cpu')]),
    'What the bounds are bounds of; null when none could be given, as `caveats` explains.',
  ),
  smallest_effect: known(
    amount('A fraction: 0.02 is a factor of 1.02.'),
    'Smallest change that the benchmark can see on this machine; null when not found out.',
  ),
  totals: closed({
    wall_ms: known(MeanOverRuns, 'Of runs without a profiler.'),
    cpu_ms: known(MeanOverRuns, 'Of runs without a profiler, the whole process tree.'),
    peak_rss_bytes: known(MeanOverRuns, 'Of runs without a profiler.'),
    profiled_ms: known(MeanOverRuns, 'What shares are shares of, in the profiled runs.'),
    alloc_bytes: known(MeanOverRuns, 'Allocated, estimated from samples.'),
    shares: KindShares,
    io: known(closed({ sync_calls: count('Calls that block the event loop, in one run.') })),
  }),
  packages: listOf(
    closed({
      package: known(name('Its name.')),
      owner: CodeOwner,
      share: closed({ actionable: ShareOverRuns, inclusive: ShareOverRuns }),
    }),
    'Largest first.',
  ),
  flat: closed({
    covered_top_10: ShareOverRuns,
    functions_seen: count('Functions with any time of their own.'),
  }),
  startup: Type.Optional(
    listOf(
      closed({
        module: name('A file of the subject, a module of Node, or the folder of a package.'),
        files: count('Files of a package that took noticeably long, else 1.'),
        own_ms: amount('Without the modules of others that it loads, scaled to a plain run.'),
        whole_ms: amount('With them, where that could be seen.'),
        share: amount('`own_ms` over the time of a run.'),
        seen: Type.Union([Type.Literal('load'), Type.Literal('evaluation')], {
          description: 'evaluation: only its code; reading and compiling it could not be seen.',
        }),
      }),
      'Modules by what loading them takes, the longest first; older reports lack it.',
    ),
  ),
  gc: Type.Optional(
    known(
      closed({
        collections: MeanOverRuns,
        total_ms: MeanOverRuns,
        longest_ms: amount('The longest pause in all runs.'),
        kinds: listOf(
          closed({
            kind: name("V8's word: Scavenge, MarkSweepCompact."),
            collections: amount('In a run, on average.'),
            total_ms: amount('In a run, on average.'),
            longest_ms: amount('In all runs.'),
          }),
          'The most time first.',
        ),
      }),
      'Collections of all threads in profiled runs; null when they were not counted.',
    ),
  ),
  event_loops: Type.Optional(
    listOf(
      closed({
        process: name('Its command, shortened.'),
        utilisation: Type.Number({
          minimum: 0,
          maximum: 1,
          description: 'Busy time over the time in which the loop turned.',
        }),
        delay_ms: known(
          closed({ p50: amount('Half.'), p99: amount('99 %.'), max: amount('The latest.') }),
          'How late its turns came; null when it never turned.',
        ),
      }),
      'Of the main thread of each process in the last profiled run; empty when not looked at.',
    ),
  ),
  growth: Type.Optional(
    listOf(
      closed({
        input: name('The input whose size was changed.'),
        sizes: listOf(Type.Number({ exclusiveMinimum: 0 })),
        functions: listOf(
          closed({
            function: name('As the profile names it.'),
            file: known(name('As in `bottlenecks`.')),
            line: known(Type.Integer({ minimum: 1 })),
            exponent: MeanOverRuns,
          }),
          'Time with all that they call, over the size, log-log; the steepest first.',
        ),
      }),
    ),
  ),
  elsewhere: Type.Optional(
    listOf(
      closed({
        ...Detection.properties,
        technique: Technique,
      }),
      'What detectors nominate in no function of the list: modules, responses, quiet code.',
    ),
  ),
  caveats: listOf(text('What weakens the numbers.')),
});
export type ProfiledWorkload = Static<typeof ProfiledWorkload>;
