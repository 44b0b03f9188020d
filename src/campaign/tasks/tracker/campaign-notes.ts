import type { MeasuredEffect, Suite, TrackedCriterion } from '../../../model/index.ts';
import type { Store } from '../../../store/index.ts';
import type { Impact, TrackerFacts, TrackerPull } from '../../../tasks/index.ts';
import { risksIn } from '../../flow/views/recorded-steps.ts';
import { changeOfComparison, harmedMetrics } from '../harmed-metrics.ts';
import { suiteChangesSince } from '../suite-changes.ts';
import { lastOf, sinceStart } from '../task-log.ts';
import type { TaskRecords } from './task-records.ts';

/** What the runs of the tasks tried and rejected, oldest first; a fork's share is told once. */
export function attemptsOf(all: readonly TaskRecords[]): TrackerFacts['attempts'] {
  const seen = new Set<string>();
  return all
    .flatMap(({ state, runs }) => runs.map(({ manifest }) => ({ state, manifest })))
    .flatMap(({ state, manifest }) => {
      const at = manifest?.created_at ?? '';
      return (manifest?.rejected ?? [])
        .filter(({ decision }) => decision === 'rejected')
        .map(({ title, reason, check, effects }) => ({
          at,
          task: state.document.id,
          what: title,
          why: check === null ? reason : `${reason} (${check})`,
          impact: effects.flatMap(impactOf),
        }));
    })
    .filter(({ task, what, why }) => {
      const key = JSON.stringify([task, what, why]);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    })
    .toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
    .map(({ at: _at, ...attempt }) => attempt);
}

function impactOf({ benchmark, metric, ratio }: MeasuredEffect): Impact[] {
  return ratio === null ? [] : [{ benchmark, metric, ratio }];
}

/** What else somebody who takes over has to know: what was agreed to, and what is in trouble. */
export function contextOf(store: Store, all: readonly TaskRecords[]): string[] {
  const starts = all
    .flatMap(({ state }) => state.log.find(({ kind }) => kind === 'started')?.at ?? [])
    .toSorted();
  return [
    ...all.flatMap(({ state }) => ofTask(state)),
    ...suiteChangesSince(store, starts[0] ?? null).map(({ text }) => text.split('\n')[0] ?? ''),
  ];
}

function ofTask({ document, log, view, status }: TaskRecords['state']): string[] {
  const { id, folder, parsed } = document;
  const isOpen = status.kind !== 'completed' && status.kind !== 'abandoned';
  const trouble = isOpen ? lastOf(sinceStart(log), 'trouble') : null;
  return [
    ...parsed.errors.map(({ line, message }) => `${folder}/task.md, line ${line}: ${message}`),
    ...log.flatMap((event) => {
      return event.kind === 'target'
        ? [`${id}: ${event.by} revised "${event.from}" to "${event.to}": ${event.reason}`]
        : [];
    }),
    ...(view === null ? [] : risksIn(view)).map(({ step, risk, by }) => {
      return `${id}: ${by} let step ${step} pass although it failed: ${risk}`;
    }),
    ...(trouble === null ? [] : [`${id}: ${trouble.text}`]),
  ];
}

/**
 * What the whole campaign has to show besides merges and targets, which the tracker counts.
 *
 * @param suite - judges what a run measured that did not keep its own; null when there is none
 */
export function doneCriteria(
  all: readonly TaskRecords[],
  pulls: readonly TrackerPull[],
  suite: Suite | null,
): TrackedCriterion[] {
  const counted = all.filter(({ state }) => state.status.kind !== 'abandoned');
  const tracked = pulls.filter(({ status }) => status.kind !== 'abandoned');
  return [noHarm(counted, suite), checksPassed(tracked), reviewsHandled(counted)];
}

function noHarm(all: readonly TaskRecords[], suite: Suite | null): TrackedCriterion {
  const text = 'Nothing became worse than it may, by the validation of every pull request';
  const worse = all.flatMap(({ state, own }) =>
    harmedIn(own, suite).map((metric) => `${metric} (${state.document.id})`),
  );
  const seen = all.filter(({ own }) => own.comparison !== null).length;
  if (worse.length > 0) {
    return { text, state: 'unmet', evidence: `Worse: ${worse.join(', ')}.` };
  }
  const evidence = `${seen} of ${all.length} validated.`;
  return { text, state: seen > 0 && seen === all.length ? 'met' : 'unknown', evidence };
}

/** Without any suite there are no limits, so whatever became worse counts. */
function harmedIn({ comparison, suite: own }: TaskRecords['own'], other: Suite | null): string[] {
  const compared = comparison?.comparisons ?? [];
  const suite = own ?? other;
  return suite === null
    ? compared
        .filter(({ verdict }) => verdict === 'regressed')
        .map(({ benchmark, metric }) => `${benchmark} ${metric}`)
    : harmedMetrics(compared.map(changeOfComparison), suite);
}

function checksPassed(pulls: readonly TrackerPull[]): TrackedCriterion {
  const text = 'Every check is green';
  const checks = pulls.flatMap((pull) => pull.checks.map((check) => ({ id: pull.id, ...check })));
  const failed = checks.filter(({ state }) => state === 'failed');
  const passed = checks.filter(({ state }) => state === 'passed').length;
  if (failed.length > 0) {
    const names = failed.map(({ id, name }) => `${name} (${id})`).join(', ');
    return { text, state: 'unmet', evidence: `Failed: ${names}.` };
  }
  const evidence = checks.length === 0 ? 'None is known.' : `${passed} of ${checks.length} passed.`;
  return { text, state: passed > 0 && passed === checks.length ? 'met' : 'unknown', evidence };
}

function reviewsHandled(all: readonly TaskRecords[]): TrackedCriterion {
  const text = 'No comment of a review is left open';
  const outcomes = new Map<string, string>();
  for (const { state } of all) {
    for (const event of state.log) {
      for (const { id, outcome } of event.kind === 'review' ? event.handled : []) {
        outcomes.set(`${state.document.id} ${id}`, outcome);
      }
    }
  }
  const open = [...outcomes.values()].filter((outcome) => outcome === 'open').length;
  if (outcomes.size === 0) {
    return { text, state: 'unknown', evidence: 'No comment was looked at: hone task review.' };
  }
  const evidence = `${outcomes.size - open} of ${outcomes.size} settled.`;
  return { text, state: open === 0 ? 'met' : 'unmet', evidence };
}
