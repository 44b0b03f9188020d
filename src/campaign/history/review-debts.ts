import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { type Decision, NoiseFloor, type ReviewEntry, type ReviewPart } from '../../model/index.ts';
import type { RunView } from '../../port/index.ts';
import type { Store } from '../../store/index.ts';
import { flowRuns } from '../flow/steer.ts';
import { risksIn } from '../flow/views/recorded-steps.ts';
import { shortened } from './lessons-from.ts';
import type { RunToRead } from './measurements-of-run.ts';
import { decisionsOf } from './proposals-of.ts';
import { runToRead } from './take-history.ts';

const Completed = Type.Object({
  value: Type.Union([
    Type.Object({ result: Type.Unknown() }),
    Type.Object({ blob: Type.String() }),
  ]),
});
const FlowSteps = Type.Object({
  steps: Type.Array(Type.Object({ id: Type.String(), state: Type.String(), note: Type.String() })),
});

type Debt = Omit<ReviewEntry, 'run' | 'benchmark' | 'metric'>;

/** What was let pass, left open or not seen in runs that were made in the span. */
export function debtsIn(store: Store, since: string): ReviewPart {
  const inside = store.runs().filter(({ createdAt }) => Date.parse(createdAt) >= Date.parse(since));
  const { views, damaged } = flowRuns(store);
  const unknown = damaged.map(({ run, what }) => `${run}: ${what}`);
  const findings: ReviewEntry[] = [];
  for (const { run, purpose, state } of inside) {
    const read = runToRead(store, run, purpose);
    if ('gap' in read) {
      unknown.push(`${run}: ${read.gap}`);
      continue;
    }
    const view = views.find((one) => one.run === run) ?? null;
    const debts = [
      ...(view === null ? [] : debtsOfFlow(view)),
      ...skippedIn(read),
      ...decisionsOf(read).flatMap(debtsOfDecision),
      ...debtsOfNoise(read),
      ...debtsOfRedteam(read),
      ...(isUnfinished(read) && state.kind !== 'held' ? [UNFINISHED] : []),
    ];
    findings.push(...debts.map((debt) => ({ ...debt, run, benchmark: null, metric: null })));
  }
  return { findings, unknown: [...new Set(unknown)] };
}

const UNFINISHED: Debt = {
  kind: 'unfinished',
  text: 'was cut short and never went on ("hone resume").',
};

function isUnfinished(read: RunToRead): boolean {
  return read.eventByKey('started') !== null && read.eventByKey('finished') === null;
}

function debtsOfFlow(view: RunView): Debt[] {
  const open =
    view.status === 'completed' ? view.gates.filter(({ state }) => state === 'failed') : [];
  const risks = risksIn(view).map(({ step, risk, by }): Debt => ({
    kind: 'override',
    text: `${by} let step ${step} pass: ${shortened(risk)}`,
  }));
  return [
    ...risks,
    ...open.map(({ id, reasons }): Debt => ({
      kind: 'went-on',
      text: `went on although ${id} failed: ${shortened(reasons.join('; '))}`,
    })),
  ];
}

/** Steps of a completed flow whose condition did not hold: what they look at was not looked at. */
function skippedIn(read: RunToRead): Debt[] {
  const completed = read.events.findLast(({ type }) => type === 'flow.completed')?.data;
  if (!Value.Check(Completed, completed)) {
    return [];
  }
  const { value } = completed;
  const result = 'blob' in value ? jsonIn(read.blob(value.blob)) : value.result;
  const steps = Value.Check(FlowSteps, result) ? result.steps : [];
  return steps
    .filter(({ state }) => state === 'skipped')
    .map(({ id, note }) => ({
      kind: 'skipped',
      text: `step ${id} was skipped: ${shortened(note)}`,
    }));
}

function jsonIn(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // no JSON: as good as gone
  }
}

function debtsOfDecision(decision: Decision): Debt[] {
  const { title, reason, clearance } = decision;
  const name = `"${shortened(title)}"`;
  const results = Object.entries(decision.metrics).flatMap(([benchmark, metrics]) =>
    Object.entries(metrics).map(([metric, result]) => ({
      where: `${benchmark} ${metric}`,
      result,
    })),
  );
  const open = results
    .filter(({ result }) => result.claimed && result.verdict === 'inconclusive')
    .map(({ where }) => where);
  return [
    ...(decision.decision === 'needs-person'
      ? [{ kind: 'waits-for-person', text: `${name} waits for a person: ${shortened(reason)}` }]
      : []),
    ...(open.length === 0
      ? []
      : [
          {
            kind: 'inconclusive',
            text: `${name} (${decision.decision}) is open on ${open.join(', ')}`,
          },
        ]),
    ...(clearance?.verdict === 'honest'
      ? [
          {
            kind: 'vouched',
            text: `${clearance.by} vouched for ${name}: ${shortened(clearance.reason)}`,
          },
        ]
      : []),
  ];
}

function debtsOfNoise(read: RunToRead): Debt[] {
  const data: unknown = read.eventByKey('noise')?.data;
  if (!Value.Check(NoiseFloor, data) || data.choice !== 'accept' || data.hidden.length === 0) {
    return [];
  }
  const metrics = data.hidden.map(({ metric }) => metric).join(', ');
  const text = `judged although noise hides the target on ${data.benchmark} (${metrics}).`;
  return [{ kind: 'hidden-target', text }];
}

function debtsOfRedteam({ events }: RunToRead): Debt[] {
  return events
    .filter(({ type }) => type === 'redteam.overridden')
    .map(() => ({
      kind: 'override',
      text: 'let campaigns start although not all cheats lose ("hone redteam").',
    }));
}
