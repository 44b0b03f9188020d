import type { GitOptions } from '../../git/index.ts';
import type { BaselineMetrics, BottleneckReport, Suite } from '../../model/index.ts';
import { readTargets } from '../../suite/index.ts';
import type {
  BenchmarkFacts,
  Coverage,
  PerformanceAnalysisFacts,
  TaskAnalysisFacts,
} from '../../tasks/index.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import { bottleneckPlaces } from './task-entries.ts';
import { taskStates } from './task-states.ts';
import { taskFileOn, type TaskWork } from './task-work.ts';

/** What is known at the end of phase 1. */
export async function taskAnalysis(
  task: TaskWork,
  options: GitOptions,
): Promise<Omit<TaskAnalysisFacts, 'commit'>> {
  const { work, id } = task;
  const file = await taskFileOn(task, options);
  const { repository, store, suite } = work.context;
  if (file === null) {
    return { understanding: null, dependencies: null, targets: null, openQuestions: null };
  }
  const { overview, objectives, dependencies, targets } = file.parsed.task;
  const states = await taskStates(repository, store, options);
  const read =
    suite === null
      ? null
      : readTargets(
          targets.map(({ text }) => text),
          suite,
        );
  const open = [...file.parsed.errors, ...file.parsed.warnings].map(({ line, message, hint }) =>
    `line ${line} of task ${id}: ${message} ${hint ?? ''}`.trim(),
  );
  return {
    understanding: [overview, ...objectives.map(({ value }) => `- ${value}`)].join('\n').trim(),
    dependencies: dependencies.map((one) => ({
      id: one.id,
      isCompleted: states.some(({ document, status }) => {
        return document.id === one.id && status.kind === 'completed';
      }),
    })),
    targets:
      read === null
        ? null
        : {
            understood: targets
              .map(({ text }) => text)
              .filter((text) => !read.refused.some((one) => one.text === text)),
            refused: read.refused.length,
          },
    openQuestions: [...open, ...(read?.refused ?? []).map(({ text, why }) => `${text}: ${why}`)],
  };
}

/** What is known at the end of phase 2. */
export async function performanceAnalysis(
  task: TaskWork,
  options: GitOptions,
): Promise<Omit<PerformanceAnalysisFacts, 'commit'>> {
  const { work } = task;
  const baseline = work.board.artifact('baseline-metrics.json');
  const report = work.board.artifact('bottleneck-report.json');
  const file = await taskFileOn(task, options);
  return {
    baseline: baseline === null ? null : baselineOf(jsonOf<BaselineMetrics>(work, baseline)),
    bottlenecks: report === null ? null : bottlenecksOf(jsonOf<BottleneckReport>(work, report)),
    targets:
      file === null
        ? null
        : file.parsed.task.targets.map(({ text, stored }) => ({ text, value: stored.value })),
  };
}

function baselineOf({
  commit,
  benchmarks,
}: BaselineMetrics): NonNullable<PerformanceAnalysisFacts['baseline']> {
  return {
    commit: commit ?? '',
    benchmarks: benchmarks.map(({ benchmark, n }) => ({ id: benchmark, samples: n })),
  };
}

/** A bottleneck of a profile rests on its samples, a measured cost on those of the baseline. */
function bottlenecksOf(
  report: BottleneckReport,
): NonNullable<PerformanceAnalysisFacts['bottlenecks']> {
  return bottleneckPlaces(report).map(({ where, share }) => ({ where, hasEvidence: share > 0 }));
}

/** What is known at the end of phase 3. */
export function benchmarkCreation({ work }: TaskWork): Omit<BenchmarkFacts, 'commit'> {
  const { suite, started } = work.context;
  const record = work.board.artifact('baseline-metrics.json');
  const measured =
    record === null
      ? null
      : jsonOf<BaselineMetrics>(work, record).benchmarks.map(({ benchmark }) => benchmark);
  return {
    coverage: {
      throughput: suite === null ? null : coverageOf(suite, isThroughput),
      latency: suite === null ? null : coverageOf(suite, isLatency),
      resources: suite === null ? null : coverageOf(suite, isResource),
      load: suite === null ? null : coverageOf(suite, isLoad),
    },
    realUse: 'unanswered',
    baselines:
      suite === null || measured === null
        ? null
        : { all: suite.benchmarks.map(({ id }) => id), measured },
    thresholds: suite === null ? null : thresholdsOf(suite),
    suiteHash: started.suiteHash,
  };
}

type Metric = Suite['benchmarks'][number]['metrics'][number];
type IsKind = (metric: Metric, benchmark: string) => boolean;

const isThroughput: IsKind = ({ name, direction, unit }) =>
  direction === 'higher' && (/throughput|per_?sec|rps|qps|ops/i.test(name) || /\/\s*s$/.test(unit));

const isLatency: IsKind = ({ name, unit, direction }) =>
  direction === 'lower' && unit === 'ns' && name !== 'cpu';

const isResource: IsKind = ({ name, unit }) =>
  name === 'cpu' || unit === 'bytes' || /memory|heap|disk|allocat/i.test(name);

const isLoad: IsKind = ({ name }, benchmark) =>
  /(?<![a-z])(?:load|concurren\w*|stress|soak|users)(?![a-z])/i.test(`${benchmark} ${name}`);

function coverageOf(suite: Suite, isKind: IsKind): Coverage {
  const by = suite.benchmarks.flatMap(({ id, metrics }) =>
    metrics.filter((metric) => isKind(metric, id)).map(({ name }) => `${id} ${name}`),
  );
  const [first, ...rest] = by;
  return first === undefined ? { kind: 'missing' } : { kind: 'covered', by: [first, ...rest] };
}

function thresholdsOf({ targets, budgets }: Suite): string[] {
  return [
    ...targets.map(({ benchmark, metric }) => `${benchmark} ${metric} (target)`),
    ...Object.keys(budgets.harm).map((metric) => `${metric} (limit of harm)`),
  ];
}
