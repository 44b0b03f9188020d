import type { GitOptions } from '../../git/index.ts';
import type {
  BenchmarkResults,
  DevManifest,
  MetricComparison,
  PerformanceComparison,
  TargetDistance,
} from '../../model/index.ts';
import type {
  ImplementationFacts,
  ReflectionFacts,
  TargetFact,
  ValidationFacts,
  VerificationFacts,
} from '../../tasks/index.ts';
import { jsonOf } from '../flow/record-artifact.ts';
import { suiteOf } from '../flow/suite-of.ts';
import { changeOfComparison, changeOfEffect, harmedMetrics } from './harmed-metrics.ts';
import { heldTarget } from './held-target.ts';
import { documentsOn, headEffect, placedOn } from './put-optimisations.ts';
import { readFromBranch } from './task-branch.ts';
import { taskPaths } from './task-documents.ts';
import { taskFileOn, type TaskWork } from './task-work.ts';

/** What is known at the end of phase 4, once what was kept is on the branch. */
export async function implementation(
  task: TaskWork,
  options: GitOptions,
): Promise<ImplementationFacts> {
  const { work, place } = task;
  const record = work.board.artifact('dev-manifest.json');
  const subTasks = await subTasksOf(task, options);
  if (record === null) {
    return { targets: null, optimisations: null, tests: null, regressions: null, subTasks };
  }
  const manifest = jsonOf<DevManifest>(work, record);
  const placed = await placedOn(place, options);
  const kept = manifest.optimizations;
  return {
    targets: manifest.targets?.map((one) => targetFact(one, null)) ?? null,
    optimisations: placed.map(({ commit, subject, measured }) => {
      const effects = kept.find((one) => one.commit === measured)?.effects ?? [];
      const ratio = effects.length === 0 ? null : headEffect(effects).ratio;
      return { name: subject, commit, interval: ratio === null ? null : intervalText(ratio) };
    }),
    // What is kept had passed them, each on its own and all of them together.
    tests: kept.length === 0 ? null : { pass: true, commit: manifest.stack_commit ?? '' },
    regressions: kept.flatMap(({ effects }) =>
      harmedMetrics(effects.map(changeOfEffect), suiteOf(work)),
    ),
    subTasks,
  };
}

function intervalText({
  estimate,
  lo,
  hi,
  confidence,
}: {
  readonly estimate: number;
  readonly lo: number;
  readonly hi: number;
  readonly confidence: number;
}): string {
  const level = Math.round(confidence * 100);
  return `${percent(estimate)} % [${percent(lo)}, ${percent(hi)}] at ${level} %`;
}

function percent(ratio: number): string {
  return ((ratio - 1) * 100).toFixed(1);
}

/** Check boxes of the task file. */
async function subTasksOf(
  task: TaskWork,
  options: GitOptions,
): Promise<ImplementationFacts['subTasks']> {
  const file = await taskFileOn(task, options);
  if (file === null) {
    return null;
  }
  const { subTasks } = file.parsed.task;
  return {
    done: subTasks.filter(({ isDone }) => isDone).length,
    open: subTasks.filter(({ isDone }) => !isDone).map(({ number, text }) => `${number} ${text}`),
  };
}

/** A target beside what was measured of it, in the words of an exit criterion. */
function targetFact(target: TargetDistance, comparison: MetricComparison | null): TargetFact {
  const { text, state, value, interval } = heldTarget(target, comparison);
  return { text, state, measured: interval === null ? value : `${value ?? ''}, ${interval}` };
}

/** What is known at the end of phase 5. */
export async function validation(
  { work, id, place }: TaskWork,
  options: GitOptions,
): Promise<Omit<ValidationFacts, 'commit'>> {
  const compared = work.board.artifact('performance-comparison.json');
  const record = work.board.artifact('benchmark-results.json');
  const comparison = compared === null ? null : jsonOf<PerformanceComparison>(work, compared);
  const results = record === null ? null : jsonOf<BenchmarkResults>(work, record);
  return {
    targets:
      comparison?.targets.map((target) => {
        const own = comparison.comparisons.find(
          ({ benchmark, metric }) => benchmark === target.benchmark && metric === target.metric,
        );
        return targetFact(target, own ?? null);
      }) ?? null,
    regressions:
      comparison === null
        ? null
        : harmedMetrics(comparison.comparisons.map(changeOfComparison), suiteOf(work)),
    scenarios: results?.benchmarks.map(({ benchmark, n }) => `${benchmark} (n = ${n})`) ?? null,
    failures:
      results === null
        ? null
        : [
            ...results.benchmarks
              .filter(({ metrics }) => metrics.error_rates.failed > 0)
              .map(({ benchmark, metrics }) => {
                const { failed, runs } = metrics.error_rates;
                return `${benchmark}: ${failed} of ${runs} runs`;
              }),
            ...results.tests
              .filter(({ passed }) => !passed)
              .map(({ command, message }) => `${command}: ${message}`),
          ],
    results: await writtenName(place, taskPaths(id).results, options),
  };
}

async function writtenName(
  place: TaskWork['place'],
  path: string,
  options: GitOptions,
): Promise<string | null> {
  const text = await readFromBranch(place, path, options);
  return text === null || text.trim() === '' ? null : path;
}

/** What is known at the end of phase 6, besides the checks and the pull request. */
export async function verification(
  task: TaskWork,
  options: GitOptions,
): Promise<Omit<VerificationFacts, 'checks' | 'pullRequest'>> {
  const { work, place, id } = task;
  const file = await taskFileOn(task, options);
  const record = work.board.artifact('benchmark-results.json');
  const results = record === null ? null : jsonOf<BenchmarkResults>(work, record);
  const own = await writtenName(place, taskPaths(id).results, options);
  return {
    objectives: file?.parsed.task.objectives.map(({ value }) => value) ?? null,
    objectivesAchieved: 'unanswered',
    subTasks: await subTasksOf(task, options),
    outputsChanged:
      results?.outputs.filter(({ same }) => same === false).map(({ benchmark }) => benchmark) ??
      null,
    documents: [...(await documentsOn(place, id, options)), ...(own === null ? [] : [own])],
  };
}

/** Headings under which a task file holds what was learned. */
const LESSONS = /^(?:performance )?(?:lessons|insights|learnings)/i;

/** What is known at the end of phase 7. */
export async function reflection(
  task: TaskWork,
  summary: string | null,
  options: GitOptions,
): Promise<Omit<ReflectionFacts, 'commit'>> {
  const file = await taskFileOn(task, options);
  const found = file?.parsed.task.sections.filter(({ heading }) => LESSONS.test(heading));
  const insights = found === undefined || found.length === 0 ? null : found.map(({ text }) => text);
  return { insights: insights?.join('\n').trim() ?? null, summary };
}
