import { ownField } from '../base/index.ts';
import type {
  Decision,
  EnvelopeField,
  GateResult,
  GateValidation,
  MetricsByBenchmark,
  OutputOutcome,
  Suite,
  TargetDistance,
  TestOutcome,
} from '../model/index.ts';
import { quantityText } from './quantity-text.ts';
import { mediansOfCandidate } from './medians.ts';
import { targetDistances } from './target-distance.ts';

/** The gate that a verdict is for; what the caller knows and this does not compute. */
export type GateIdentity = Pick<
  GateResult,
  'gate_id' | 'run_id' | 'workflow' | 'step' | 'agent' | 'timestamp' | 'evidence'
>;

/** A gate's outcome before it is written. */
export type GateBody = Unwritten<GateResult>;

/** Keeps the four shapes apart, which `Omit` alone would melt into one. */
type Unwritten<T> = T extends GateResult ? Omit<T, EnvelopeField> : never;

/** What a campaign brought. What is null or missing was not found out, and fails. */
export interface CampaignFacts {
  readonly gate: GateIdentity;
  readonly suite: Suite;
  /** The whole stack against the base, on fresh samples. */
  readonly comparisons: MetricsByBenchmark | null;
  readonly decisions: readonly Pick<Decision, 'proposal' | 'decision' | 'commit'>[] | null;
  /** Of the whole stack, one for each test command of the suite. */
  readonly tests: readonly TestOutcome[] | null;
  /** Of the whole stack, one for each benchmark. */
  readonly outputs: readonly OutputOutcome[] | null;
  /** Why a guarded metric counts as harmed, or null; the rule that also decides on proposals. */
  readonly harmOf: (metrics: MetricsByBenchmark) => string | null;
}

/**
 * Whether a campaign reached what it was for, from numbers alone: something improved, targets
 * reached, nothing harmed, tests passed, outputs the same.
 */
export function validateCampaign(facts: CampaignFacts): GateBody {
  const validations = [
    measured(facts),
    kept(facts),
    improved(facts),
    ...targets(facts),
    unharmed(facts),
    tests(facts),
    outputs(facts),
  ];
  const failed = validations.filter(({ passed }) => !passed);
  const gate = { ...facts.gate, question: null, override: null, approved_by: null };
  if (failed.length > 0) {
    const reasons = failed.map(({ name, message }) => `${name}: ${message}`);
    const summary = `${failed.length} of ${validations.length} checks did not pass.`;
    return { ...gate, status: 'failed', allowed: false, validations, reasons, summary };
  }
  const passed = validations.map((one) => ({ ...one, passed: true as const }));
  const summary = `All ${validations.length} checks passed.`;
  return { ...gate, status: 'passed', allowed: true, validations: passed, reasons: [], summary };
}

/** Every metric of the suite that was promised has to be there with a number. */
function measured({ suite, comparisons }: CampaignFacts): GateValidation {
  if (comparisons === null) {
    return failure('measured', 'The stack was not measured.');
  }
  const missing = suite.benchmarks.filter(({ id }) => {
    const metrics = Object.values(ownField(comparisons, id) ?? {});
    return !metrics.some((result) => result.claimed && result.pairs.confirmation > 0);
  });
  return missing.length === 0
    ? success('measured', `${suite.benchmarks.length} of ${suite.benchmarks.length} benchmarks.`)
    : failure('measured', `No fresh pairs on ${missing.map(({ id }) => id).join(', ')}.`);
}

function kept({ decisions }: CampaignFacts): GateValidation {
  if (decisions === null) {
    return failure('kept', 'There are no decisions.');
  }
  const all = decisions.filter(({ decision }) => decision === 'kept');
  const uncommitted = all.filter(({ commit }) => commit === null);
  if (uncommitted.length > 0) {
    const names = uncommitted.map(({ proposal }) => proposal).join(', ');
    return failure('kept', `Kept without a commit: ${names}.`);
  }
  const message = `${all.length} of ${decisions.length} proposals were kept.`;
  return all.length === 0 ? failure('kept', message) : success('kept', message);
}

function improved({ comparisons }: CampaignFacts): GateValidation {
  const better = Object.entries(comparisons ?? {}).flatMap(([benchmark, metrics]) =>
    Object.entries(metrics)
      .filter(([, { verdict, ratio }]) => verdict === 'improved' && ratio !== null)
      .map(([metric, { ratio }]) => `${benchmark} ${metric} × ${ratioText(ratio)}`),
  );
  return better.length === 0
    ? failure('improved', 'No metric of the stack improved beyond what noise explains.')
    : success('improved', `${better.join('; ')}.`);
}

function ratioText(ratio: { estimate: number; lo: number; hi: number } | null): string {
  return ratio === null
    ? ''
    : `${short(ratio.estimate)} (${short(ratio.lo)} to ${short(ratio.hi)})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function targets({ suite, comparisons }: CampaignFacts): GateValidation[] {
  const distances = targetDistances(suite, mediansOfCandidate(comparisons ?? {}));
  if (distances.length < suite.targets.length) {
    return [failure('targets', 'A target of hone.yaml names no bound or no metric of the suite.')];
  }
  return distances.length === 0
    ? [success('targets', 'hone.yaml sets no target, so an improvement is what counts.')]
    : distances.map(targetValidation);
}

function targetValidation(distance: TargetDistance): GateValidation {
  const { benchmark, metric, bound, wanted, current, unit, reached } = distance;
  const name = `target ${benchmark} ${metric}`;
  const asked = `${bound === 'at_most' ? '<=' : '>='} ${quantityText(wanted, unit)}`;
  if (current === null) {
    return failure(name, `Wanted ${asked}; it was not measured in ${unit}.`);
  }
  const message = `Wanted ${asked}; measured ${quantityText(current, unit)}.`;
  return reached ? success(name, message) : failure(name, message);
}

function unharmed({ comparisons, harmOf }: CampaignFacts): GateValidation {
  if (comparisons === null) {
    return failure('no harm', 'Without a measurement harm is not excluded.');
  }
  const harm = harmOf(comparisons);
  return harm === null
    ? success('no harm', 'No guarded metric got worse beyond its limit.')
    : failure('no harm', harm);
}

function tests({ suite, tests: outcomes }: CampaignFacts): GateValidation {
  if (suite.test.length === 0) {
    return success('tests', 'hone.yaml names no tests, so none had to pass.');
  }
  if (outcomes === null || outcomes.length < suite.test.length) {
    const ran = outcomes?.length ?? 0;
    return failure('tests', `${ran} of ${suite.test.length} test commands were run.`);
  }
  const bad = outcomes.filter(({ passed }) => !passed);
  return bad.length === 0
    ? success('tests', `${outcomes.length} of ${outcomes.length} test commands passed.`)
    : failure('tests', bad.map(({ command, message }) => `${command}: ${message}`).join('; '));
}

function outputs({ suite, outputs: outcomes }: CampaignFacts): GateValidation {
  const problems = suite.benchmarks.flatMap(({ id, output }) => {
    if (output.kind === 'ignore') {
      return [];
    }
    const found = outcomes?.filter(({ benchmark }) => benchmark === id) ?? [];
    if (found.length === 0 || found.some(({ same }) => same === null)) {
      return [`${id} was not compared`];
    }
    return found.filter(({ same }) => same === false).map(({ message }) => `${id}: ${message}`);
  });
  const others = (outcomes ?? []).filter(
    ({ benchmark, same }) => same === false && !suite.benchmarks.some(({ id }) => id === benchmark),
  );
  const all = [...problems, ...others.map(({ benchmark, message }) => `${benchmark}: ${message}`)];
  if (all.length > 0) {
    return failure('same output', `${all.join('; ')}.`);
  }
  const ignored = suite.benchmarks.filter(({ output }) => output.kind === 'ignore').length;
  const compared = suite.benchmarks.length - ignored;
  const note = ignored === 0 ? '' : `; ${ignored} declared unpredictable`;
  return success('same output', `${compared} benchmarks print what the base prints${note}.`);
}

function success(name: string, message: string): GateValidation {
  return { name, passed: true, message };
}

function failure(name: string, message: string): GateValidation {
  return { name, passed: false, message };
}
