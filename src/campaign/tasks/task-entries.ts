import type {
  BaselineMetrics,
  BottleneckReport,
  CodeLocation,
  CodeReview,
  DevManifest,
  MeasuredEffect,
  PerformanceComparison,
} from '../../model/index.ts';
import { NS_PER_MS } from '../../base/index.ts';
import type { GateView, RunView } from '../../port/index.ts';
import { formatValue } from '../../report/index.ts';
import type { Impact, JournalEntry, PhaseNumber } from '../../tasks/index.ts';
import { evidenceOf } from '../flow/views/recorded-steps.ts';
import { trusted } from '../flow/trusted.ts';
import { currentPhase } from './task-phases-of-run.ts';

/** An entry with a name that it has for good, so that it is recorded once. */
export interface NamedEntry {
  readonly key: string;
  readonly entry: Exclude<JournalEntry, { kind: 'review' }>;
}

/** Bottlenecks that an entry names; the report has the others. */
const BOTTLENECKS_SHOWN = 5;

/**
 * What a run has to tell the journal of its task: measurements, bottlenecks, attempts, reviews,
 * gates that did not pass, and what persons decided. The same run tells the same under the same
 * keys, more of it when it has gone further.
 *
 * @param read - text of a recorded file by its hash
 */
export function entriesOf(view: RunView, read: (sha256: string) => string): NamedEntry[] {
  return [...view.gates.flatMap((gate) => entriesOfGate(view, gate, read)), ...rewindsOf(view)];
}

function entriesOfGate(
  view: RunView,
  gate: GateView,
  read: (sha256: string) => string,
): NamedEntry[] {
  if (gate.state === 'checking' || gate.state === 'waiting') {
    return [];
  }
  const phase = currentPhase(view, gate.order);
  const key = `entry/${view.run}/${gate.id}/${gate.order}`;
  const brought = evidenceOf(gate)?.artifacts ?? [];
  // A plan records the profile that it is made from, of which the analysis has told.
  const isPlan = brought.some(({ name }) => /^plan-[^/]+\.json$/.test(name));
  const told = brought.filter(({ name }) => !isPlan || name !== 'bottleneck-report.json');
  const files = told.flatMap(({ name, sha256 }, file) =>
    entriesOfFile(name, () => read(sha256)).map((one, index): NamedEntry => {
      const entry = { at: gate.at, phase, next: '', impact: [], ...one };
      return { key: `${key}/${file}/${index}`, entry };
    }),
  );
  const failed =
    gate.state === 'failed'
      ? [named(`${key}/failed`, gate.at, phase, 'decision', failedText(gate))]
      : [];
  const { answer, question } = gate;
  const decided =
    answer === null
      ? []
      : [
          named(
            `${key}/answer`,
            answer.at,
            phase,
            'decision',
            `${answer.by} answered **${answer.choice}**` +
              `${answer.reason === '' ? '' : `: ${answer.reason}`}\n\n` +
              `Asked was: ${question?.text ?? gate.id}`,
          ),
        ];
  return [...files, ...failed, ...decided];
}

function failedText({ id, reasons }: GateView): string {
  return `Gate ${id} did not pass:\n\n${reasons.map((reason) => `- ${reason}`).join('\n')}`;
}

function rewindsOf(view: RunView): NamedEntry[] {
  return view.rewinds.map(({ at, order, reason, by, gate }) =>
    named(
      `entry/${view.run}/rewind/${order}`,
      at,
      currentPhase(view, order),
      'decision',
      `Went back to ${gate ?? 'the start'} (${by}): ${reason}`,
    ),
  );
}

function named(
  key: string,
  at: string,
  phase: PhaseNumber,
  kind: 'decision' | 'phase',
  content: string,
): NamedEntry {
  return { key, entry: { kind, at, phase, content, impact: [], next: '' } };
}

/** What an entry says itself; its time and phase are those of the gate. */
type Told = Pick<NamedEntry['entry'], 'kind' | 'content'> &
  Partial<Pick<NamedEntry['entry'], 'impact' | 'next' | 'phase'>>;

function entriesOfFile(name: string, read: () => string): Told[] {
  if (name === 'baseline-metrics.json') {
    return [baselineEntry(trusted<BaselineMetrics>(JSON.parse(read())))];
  }
  if (name === 'bottleneck-report.json') {
    return [bottleneckEntry(trusted<BottleneckReport>(JSON.parse(read())))];
  }
  if (name === 'dev-manifest.json') {
    return attempts(trusted<DevManifest>(JSON.parse(read())));
  }
  if (name === 'performance-comparison.json') {
    return [comparisonEntry(trusted<PerformanceComparison>(JSON.parse(read())))];
  }
  if (/^code-review(?:-[^/]+)?\.json$/.test(name)) {
    const { verdict, summary } = trusted<CodeReview>(JSON.parse(read()));
    return [{ kind: 'decision', content: `Code review, ${verdict}: ${summary}` }];
  }
  return []; // of the exit of a phase, the phase itself tells
}

function baselineEntry({ benchmarks, commit }: BaselineMetrics): Told {
  const rows = benchmarks.map(({ benchmark, n, metrics }) => {
    const { p50, mad } = metrics.response_time;
    const [median, spread] = [p50, mad].map((ms) => formatValue(ms * NS_PER_MS, 'ns'));
    return `${benchmark} ${median} ± ${spread} (n = ${n})`;
  });
  const what = `Baseline of ${commit.slice(0, 12)}, wall time as median ± MAD`;
  const content = `${what}: ${rows.join('; ')}`;
  return { kind: 'measurement', content, next: 'Find where the time goes.' };
}

function bottleneckEntry(report: BottleneckReport): Told {
  const rows = bottleneckPlaces(report)
    .slice(0, BOTTLENECKS_SHOWN)
    .map(({ where, share }) => `${where} ${(share * 100).toPrecision(3)} %`);
  const how =
    report.source === 'profile'
      ? 'Where the time goes, by the profile'
      : 'What costs most; no code is known, because nothing was profiled';
  return { kind: 'discovery', content: `${how}: ${rows.join('; ')}` };
}

/** The bottlenecks of a report with the share of the time that each takes. */
export function bottleneckPlaces(
  report: BottleneckReport,
): { readonly where: string; readonly share: number }[] {
  if (report.source === 'measured-cost') {
    return report.bottlenecks.map(({ location, impact }) => ({
      where: location,
      share: impact.share,
    }));
  }
  return report.bottlenecks.map(({ location, share }) => ({
    where: placeText(location),
    share: share.actionable.estimate,
  }));
}

function placeText({ function: name, file, line }: CodeLocation): string {
  return file === null ? name : `${name} (${file}${line === null ? '' : `:${line}`})`;
}

function attempts({ optimizations, rejected }: DevManifest): Told[] {
  return [
    ...optimizations.map(({ title, proposal, commit, reason, effects }): Told => ({
      kind: 'attempt',
      content: `Kept **${title}** (${proposal}) as ${commit.slice(0, 12)}. ${reason}`,
      impact: impactsOf(effects),
    })),
    ...rejected.map(({ title, proposal, check, reason, effects, decision }): Told => ({
      kind: 'attempt',
      content:
        `${decision === 'rejected' ? 'Rejected' : 'Left for a person'} **${title}** ` +
        `(${proposal})${check === null ? '' : ` by ${check}`}. ${reason}`,
      impact: impactsOf(effects),
    })),
  ];
}

function comparisonEntry({ comparisons, targets }: PerformanceComparison): Told {
  const rows = targets.map(({ benchmark, metric, current, wanted, bound, unit, reached }) => {
    const sign = bound === 'at_most' ? '<=' : '>=';
    const value = current === null ? 'not measured' : formatValue(current, unit);
    const state = reached ? 'reached' : 'not reached';
    return `${benchmark} ${metric} ${sign} ${formatValue(wanted, unit)}: ${value}, ${state}`;
  });
  const head = 'The whole branch on fresh samples, beside the base.';
  return {
    kind: 'measurement',
    content: rows.length === 0 ? head : `${head} Targets: ${rows.join('; ')}`,
    impact: comparisons
      .filter(({ claimed }) => claimed)
      .flatMap(({ benchmark, metric, ratio }) =>
        ratio === null ? [] : [{ benchmark, metric, ratio }],
      ),
  };
}

function impactsOf(effects: readonly MeasuredEffect[]): Impact[] {
  return effects
    .filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed')
    .flatMap(({ benchmark, metric, ratio }) =>
      ratio === null ? [] : [{ benchmark, metric, ratio }],
    );
}
