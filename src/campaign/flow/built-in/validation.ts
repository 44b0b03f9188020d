import { harmIn } from '../../../gates/index.ts';
import { resolveRevision } from '../../../git/index.ts';
import type {
  Decision,
  DevManifest,
  MetricsByBenchmark,
  OutputOutcome,
  Suite,
  TestOutcome,
} from '../../../model/index.ts';
import { benchmarkFigures, performanceComparison, validateCampaign } from '../../../plan/index.ts';
import { quantile } from '../../../stats/index.ts';
import { commandText } from '../../build-checkout.ts';
import { HONE_VERSION } from '../../version.ts';
import type { ArtifactRecord, GateFinding, Produced } from '../board.ts';
import { optionsFor } from '../fill-role.ts';
import type { StepWork } from '../flow-context.ts';
import type { MeasuringResult } from '../measuring-run.ts';
import { jsonOf, recordJson } from '../record-artifact.ts';
import { suiteOf } from '../suite-of.ts';
import { trusted } from '../trusted.ts';
import { measureInStep, now, samplesOfSide } from './measure.ts';
import { validatedRoadmap } from './roadmap.ts';

/** Of the pairs of a verdict, for each benchmark of the whole stack. */
const VALIDATION_SHARE = 0.6;

/**
 * Everything again on fresh samples: the whole of what was kept against the base, its tests and its
 * outputs. The verdict is computed from these numbers when the gate is evaluated.
 */
export async function validation(work: StepWork): Promise<Produced> {
  const { flow, step, context, board } = work;
  const { base } = context.started;
  const candidate = board.commit;
  const options = optionsFor(work, 'validation');
  const tree = await flow.step(
    `${step.id}/candidate`,
    { ...options, parse: trusted<string>, title: 'reading what was kept' },
    async ({ signal }) => (await resolveRevision(context.repository, candidate, { signal })).tree,
  );
  const measured = await measureInStep(work, {
    purpose: 'validation',
    base: { name: 'base', tree: base.tree },
    candidate: { name: 'result', tree },
    share: VALIDATION_SHARE,
  });
  const compared = await flow.step(
    `${step.id}/compare`,
    { ...options, parse: trusted<Produced>, title: 'comparing with the base' },
    async (): Promise<Produced> => {
      const artifacts = [resultsFrom(work, measured), comparisonFrom(work, measured, candidate)];
      const findings = findingsOf(work, measured, artifacts);
      const passed = findings.every((finding) => finding.passed);
      const variables = { validation_status: passed ? 'pass' : 'fail' };
      return { artifacts, commit: null, variables, findings };
    },
  );
  const { artifacts, findings } = compared;
  const roadmap = await validatedRoadmap(work, { metrics: metricsOf(measured), findings });
  return { ...compared, artifacts: [...artifacts, ...roadmap] };
}

function resultsFrom(work: StepWork, measured: MeasuringResult): ArtifactRecord {
  const suite = suiteOf(work);
  const { samples, ref } = samplesOfSide(work, measured, 'result');
  const value = {
    measured_at: now(),
    measured_by: `hone ${HONE_VERSION}`,
    base_commit: work.context.started.base.commit,
    machine: measured.environment,
    benchmarks: suite.benchmarks.flatMap((benchmark) => {
      const figures = benchmarkFigures(benchmark, samples, quantile);
      return figures === null ? [] : [figures];
    }),
    tests: testsOf(suite, measured),
    outputs: outputsOf(suite, measured),
    samples: ref,
  };
  return recordJson(work, { name: 'benchmark-results.json', agent: 'hone' }, value);
}

function comparisonFrom(
  work: StepWork,
  measured: MeasuringResult,
  candidate: string,
): ArtifactRecord {
  const { ref } = samplesOfSide(work, measured, 'result');
  const value = performanceComparison({
    suite: suiteOf(work),
    baseCommit: work.context.started.base.commit,
    candidateCommit: candidate,
    metrics: metricsOf(measured),
    samples: ref,
    now: now(),
  });
  return recordJson(work, { name: 'performance-comparison.json', agent: 'hone' }, value);
}

/** The checks of the whole campaign from what was measured; what is missing fails. */
function findingsOf(
  work: StepWork,
  measured: MeasuringResult,
  artifacts: readonly ArtifactRecord[],
): GateFinding[] {
  const { step, context } = work;
  const suite = suiteOf(work);
  const failures = measured.benchmarks.filter(({ failure }) => failure !== null);
  const isWhole = measured.benchmarks.length === suite.benchmarks.length && failures.length === 0;
  const gate = validateCampaign({
    gate: {
      gate_id: `${step.id}/gate`,
      run_id: context.run,
      workflow: context.started.flow.name,
      step: step.id,
      agent: 'hone',
      timestamp: now(),
      evidence: artifacts.map(({ name: path, sha256 }) => ({ path, sha256 })),
    },
    suite,
    comparisons: isWhole ? metricsOf(measured) : null,
    decisions: decisionsIn(work),
    tests: testsOf(suite, measured),
    outputs: outputsOf(suite, measured),
    harmOf: (metrics) => harmIn(metrics, { targeted: targetedIn(suite), harm: suite.budgets.harm }),
  });
  const broken = failures.map(({ benchmark, failure }) => ({
    name: `benchmark ${benchmark}`,
    passed: false,
    message: failure ?? '',
  }));
  return [...gate.validations, ...targetFinding(work, measured), ...broken];
}

/** Whoever names a benchmark as the target wants that one to be faster, not another. */
function targetFinding({ context }: StepWork, measured: MeasuringResult): GateFinding[] {
  const { target } = context.started;
  const found = measured.benchmarks.find(({ benchmark }) => benchmark === target);
  if (target === null || found === undefined) {
    return [];
  }
  const improved = Object.entries(found.metrics).filter(
    ([, { claimed, verdict }]) => claimed && verdict === 'improved',
  );
  const claimed = Object.values(found.metrics).find((result) => result.claimed);
  return [
    {
      name: `target ${target}`,
      passed: improved.length > 0,
      message:
        improved.length > 0
          ? `${target} improved: ${improved.map(([, { reason }]) => reason).join('; ')}.`
          : `${target} should become faster, and it did not: ${claimed?.reason ?? 'no number'}.`,
    },
  ];
}

function metricsOf(measured: MeasuringResult): MetricsByBenchmark {
  return Object.fromEntries(
    measured.benchmarks.map(({ benchmark, metrics }) => [benchmark, metrics]),
  );
}

/** Metrics that a target names, or the first of each benchmark without one. */
function targetedIn(suite: Suite): Record<string, string[]> {
  return Object.fromEntries(
    suite.benchmarks.map(({ id, metrics }) => {
      const named = suite.targets.filter(({ benchmark }) => benchmark === id);
      return [id, named.length === 0 ? [metrics[0].name] : named.map(({ metric }) => metric)];
    }),
  );
}

/** The test commands run one after the other, so a failure is of one and hides the rest. */
function testsOf(suite: Suite, { tests }: MeasuringResult): TestOutcome[] {
  const commands = suite.test.map(commandText);
  return tests.kind === 'passed'
    ? commands.map((command) => ({ command, passed: true, message: 'It ended with exit code 0.' }))
    : [{ command: commands.join('; ') || 'setup', passed: false, message: tests.reason }];
}

function outputsOf(suite: Suite, measured: MeasuringResult): OutputOutcome[] {
  return suite.benchmarks.map(({ id: benchmark, output }) => {
    const found = measured.benchmarks.find((one) => one.benchmark === benchmark);
    if (output.kind === 'ignore') {
      return { benchmark, same: null, message: 'hone.yaml says that its output may differ.' };
    }
    if (found === undefined || found.failure !== null) {
      const message = found?.failure ?? 'It was not run.';
      return { benchmark, same: found === undefined ? null : false, message };
    }
    const message = `Held against the base's on each of ${found.samples} runs.`;
    return { benchmark, same: true, message };
  });
}

/** What the implementation decided, as far as the gate needs it; null when there is no manifest. */
function decisionsIn(work: StepWork): Pick<Decision, 'proposal' | 'decision' | 'commit'>[] | null {
  const source = work.board.artifact('dev-manifest.json');
  if (source === null) {
    return null;
  }
  const manifest = jsonOf<DevManifest>(work, source);
  return [
    ...manifest.optimizations.map(({ proposal, commit }) => ({
      proposal,
      decision: 'kept' as const,
      commit,
    })),
    ...manifest.rejected.map(({ proposal, decision }) => ({ proposal, decision, commit: null })),
  ];
}
