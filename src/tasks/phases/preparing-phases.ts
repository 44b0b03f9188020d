import { listed, met, phaseFrom, UNKNOWN, unmet } from './criterion.ts';
import { answered, committed, covers, nothingIn, written } from './findings.ts';

const COMMIT = 'Commit what the phase wrote; the engine does it when the phase ends.';
const COVER = 'Add a benchmark with `hone suite change`, or say why it does not apply.';

/** Phase 1: what the task asks for. */
export const TASK_ANALYSIS = phaseFrom(1, 'taskAnalysis', null, [
  {
    id: 'goals-understood',
    text: 'The goals of the task are understood and written down',
    how: 'Write it below "Task Understanding" of the journal.',
    find: (facts) => written(facts.understanding, 'The understanding of the task'),
  },
  {
    id: 'dependencies-completed',
    text: 'All tasks that this one depends on are completed',
    how: 'Complete them first, or take them out of the task file with a reason.',
    find: ({ dependencies }) =>
      nothingIn(
        dependencies?.filter((one) => !one.isCompleted).map(({ id }) => id) ?? null,
        dependencies?.length === 0 ? 'It depends on none.' : 'All are completed.',
        'Not completed',
      ),
  },
  {
    id: 'targets-identified',
    text: 'The metrics and their targets are identified',
    how: 'Write targets such as "parse-large wall <= 80 ms" that the suite knows.',
    find: ({ targets }) => {
      if (targets === null) {
        return UNKNOWN;
      }
      if (targets.refused > 0) {
        return unmet(`The suite does not understand ${targets.refused} of the targets.`);
      }
      return targets.understood.length === 0
        ? unmet('The task has no target.')
        : met(`Targets: ${listed(targets.understood)}.`);
    },
  },
  {
    id: 'nothing-unclear',
    text: 'What was unclear is answered',
    how: 'Answer the questions, or change the task file.',
    find: ({ openQuestions }) => nothingIn(openQuestions, 'Nothing is open.', 'Open'),
  },
  {
    id: 'committed',
    text: 'The initial commit is made',
    how: COMMIT,
    find: (facts) => committed(facts.commit),
  },
]);

/** Phase 2: where the time goes. */
export const PERFORMANCE_ANALYSIS = phaseFrom(
  2,
  'performanceAnalysis',
  'the analysis and the plan',
  [
    {
      id: 'baseline-recorded',
      text: 'The baseline is measured and recorded',
      how: 'Measure it; every number needs its n and its commit.',
      find: ({ baseline }) => {
        if (baseline === null) {
          return UNKNOWN;
        }
        const bare = baseline.benchmarks.filter(({ samples }) => samples < 1);
        if (baseline.benchmarks.length === 0 || bare.length > 0 || baseline.commit === '') {
          const names = bare.map(({ id }) => id);
          return unmet(`Without samples or commit: ${listed(names.length > 0 ? names : ['all'])}.`);
        }
        const rows = baseline.benchmarks.map(({ id, samples }) => `${id} n = ${samples}`);
        return met(`At ${baseline.commit.slice(0, 12)}: ${listed(rows)}.`);
      },
    },
    {
      id: 'bottlenecks-identified',
      text: 'The bottlenecks are identified, each with evidence',
      how: 'Profile the baseline with `hone profile`, and keep what its samples show.',
      find: ({ bottlenecks }) => {
        const bare = bottlenecks
          ?.filter(({ hasEvidence }) => !hasEvidence)
          .map(({ where }) => where);
        if (bottlenecks === null || bare === undefined) {
          return UNKNOWN;
        }
        if (bottlenecks.length === 0) {
          return unmet('None was found.');
        }
        return bare.length > 0
          ? unmet(`Without evidence: ${listed(bare)}.`)
          : met(`Found: ${listed(bottlenecks.map(({ where }) => where))}.`);
      },
    },
    {
      id: 'targets-set',
      text: 'The targets are set as numbers',
      how: 'Give each target a number and a unit; a change of one goes through the target ledger.',
      find: ({ targets }) => {
        if (targets === null) {
          return UNKNOWN;
        }
        const bare = targets.filter(({ value }) => value === null || !Number.isFinite(value));
        if (targets.length === 0 || bare.length > 0) {
          return unmet(`Without a number: ${listed(bare.map(({ text }) => text)) || 'all'}.`);
        }
        return met(`Set: ${listed(targets.map(({ text }) => text))}.`);
      },
    },
    {
      id: 'committed',
      text: 'The analysis is committed',
      how: COMMIT,
      find: (facts) => committed(facts.commit),
    },
  ],
);

/** Phase 3: what will judge. */
export const BENCHMARK_CREATION = phaseFrom(
  3,
  'benchmarks',
  'the benchmarks and their thresholds',
  [
    {
      id: 'covers-throughput',
      text: 'The suite measures throughput',
      how: COVER,
      find: ({ coverage }) => covers(coverage.throughput, 'throughput'),
    },
    {
      id: 'covers-latency',
      text: 'The suite measures latency',
      how: COVER,
      find: ({ coverage }) => covers(coverage.latency, 'latency'),
    },
    {
      id: 'covers-resources',
      text: 'The suite measures the use of resources',
      how: COVER,
      find: ({ coverage }) => covers(coverage.resources, 'the use of CPU, memory or disks'),
    },
    {
      id: 'covers-load',
      text: 'The suite has scenarios under load',
      how: COVER,
      find: ({ coverage }) => covers(coverage.load, 'behaviour under load'),
    },
    {
      id: 'like-real-use',
      text: 'The benchmarks are like real use',
      how: 'Change the suite until they are, with `hone suite change`.',
      find: ({ realUse }) => answered(realUse, 'Are the benchmarks like what users really do?'),
    },
    {
      id: 'baselines-documented',
      text: 'Every benchmark has its baseline',
      how: 'Measure the base on the frozen suite.',
      find: ({ baselines }) => {
        if (baselines === null) {
          return UNKNOWN;
        }
        const missing = baselines.all.filter((id) => !baselines.measured.includes(id));
        return baselines.all.length === 0
          ? unmet('The suite has no benchmark.')
          : nothingIn(missing, `Measured: ${listed(baselines.all)}.`, 'Without baseline');
      },
    },
    {
      id: 'thresholds-defined',
      text: 'The thresholds of success and of harm are defined',
      how: 'Set targets, and `harm` under `budgets` in hone.yaml.',
      find: ({ thresholds }) => {
        if (thresholds === null) {
          return UNKNOWN;
        }
        return thresholds.length === 0
          ? unmet('There are none.')
          : met(`Defined: ${listed(thresholds)}.`);
      },
    },
    {
      id: 'suite-frozen',
      text: 'The suite is frozen',
      how: 'Freeze it; from then on it changes only through `hone suite change`.',
      find: ({ suiteHash }) =>
        suiteHash === null ? UNKNOWN : met(`Frozen as ${suiteHash.slice(0, 12)}.`),
    },
    {
      id: 'committed',
      text: 'The benchmarks are committed',
      how: COMMIT,
      find: (facts) => committed(facts.commit),
    },
  ],
);
