import { assert } from '../../base/index.ts';
import type {
  TrackedCriterion,
  TrackedMetric,
  TrackedNext,
  TrackedPull,
  Tracker,
} from '../../model/index.ts';
import { oneLine } from '../blocks/safe-markdown.ts';
import { impactText } from '../journal/entry-markdown.ts';
import { NOTE_CHARS_MAX } from '../limits.ts';
import { phaseTitle } from '../phases/phase-names.ts';
import type { TaskStatus } from '../status.ts';
import { byTaskId } from '../task-id.ts';
import { complexityOf, completionOf, effortText, progressOf } from './completion.ts';
import { nextPull } from './next-pull.ts';
import {
  PREFLIGHT_KINDS,
  type PreflightKind,
  type TrackerFacts,
  type TrackerPull,
} from './tracker-facts.ts';

/** Each state in words, in the order of a legend. */
export const STATE_WORDS: Readonly<Record<TaskStatus['kind'], string>> = {
  pending: 'not started',
  'in-progress': 'in progress',
  waiting: 'waits for a person',
  stopped: 'stopped',
  blocked: 'blocked',
  completed: 'completed',
  abandoned: 'abandoned',
};

const PREFLIGHT_TEXTS: Readonly<Record<PreflightKind, string>> = {
  'base-measured': 'The base is measured',
  'suite-frozen': 'The suite is frozen',
  'tree-clean': 'Nothing in the tree is uncommitted',
  'cheats-lost': 'Every cheat lost against the suite (hone redteam)',
};

/** The tracker as values: what follows from the facts is counted and judged here, once. */
export function trackerOf(facts: TrackerFacts): Tracker {
  const pulls = facts.pulls.toSorted((left, right) => byTaskId(left.id, right.id));
  assert(new Set(pulls.map(({ id }) => id)).size === pulls.length, 'each task is there once');
  const states = pulls.map(({ status }) => status.kind);
  const progress = progressOf(states);
  const metrics = facts.metrics.map(honest);
  return {
    name: facts.name,
    purpose: facts.purpose,
    scope: facts.scope,
    overview: facts.overview,
    documents: facts.documents,
    progress,
    counts: countsText(states),
    next: nextOf(pulls, facts),
    pulls: pulls.map(trackedPull),
    metrics,
    attempts: facts.attempts.map(({ impact, ...attempt }) => {
      return { ...attempt, numbers: impact.map(impactText).join('; ') };
    }),
    context: facts.context.filter((text) => text.trim() !== ''),
    done: [allMerged(progress), targetsReached(metrics), ...facts.done.map(shown)],
  };
}

function trackedPull(pull: TrackerPull): TrackedPull {
  const { id, title, branch, pullRequest, status, priority, effort } = pull;
  return {
    id,
    title,
    branch,
    pullRequest,
    state: status.kind,
    stateText: STATE_WORDS[status.kind],
    why: status.why,
    phase: 'phase' in status ? phaseTitle(status.phase) : null,
    completion: completionOf(pull.phases, status),
    complexity: complexityOf(effort),
    effort: effortText(effort),
    priority,
    dependencies: pull.dependencies.toSorted((left, right) => byTaskId(left.id, right.id)),
    objectives: pull.objectives,
    criteria: pull.criteria.map(shown),
    checks: pull.checks,
    note: noteOf(pull),
    notes: pull.notes,
  };
}

/** What keeps it from going on, else the first line of its notes. */
function noteOf({ status, notes }: TrackerPull): string {
  switch (status.kind) {
    case 'blocked':
    case 'waiting':
    case 'stopped':
    case 'abandoned':
      return clipped(status.why);
    case 'pending':
    case 'in-progress':
    case 'completed':
      return clipped(notes.split(/\r\n|\n|\r/).find((line) => line.trim() !== '') ?? '');
  }
}

function clipped(text: string): string {
  const characters = Array.from(oneLine(text));
  return characters.length <= NOTE_CHARS_MAX
    ? characters.join('')
    : `${characters.slice(0, NOTE_CHARS_MAX - 1).join('')}…`;
}

function nextOf(pulls: readonly TrackerPull[], facts: TrackerFacts): TrackedNext {
  const next = nextPull(pulls);
  const pull = next.kind === 'pull' ? pulls.find(({ id }) => id === next.id) : undefined;
  if (next.kind === 'none' || pull === undefined) {
    return { kind: 'none', why: next.why };
  }
  const given = PREFLIGHT_KINDS.map((kind) => {
    const judged = facts.preflight[kind] ?? { state: 'unknown' as const, evidence: '' };
    return shown({ text: PREFLIGHT_TEXTS[kind], ...judged });
  });
  const { id, title } = pull;
  return { kind: 'pull', id, title, why: next.why, preflight: [dependenciesMet(pull), ...given] };
}

function dependenciesMet({ dependencies }: TrackerPull): TrackedCriterion {
  const text = 'What it depends on is completed';
  const open = dependencies.filter(({ isCompleted }) => !isCompleted).map(({ id }) => id);
  if (open.length > 0) {
    return { text, state: 'unmet', evidence: `Not completed: ${open.join(', ')}.` };
  }
  const ids = dependencies.map(({ id }) => id);
  const evidence = ids.length === 0 ? 'It depends on nothing.' : `Completed: ${ids.join(', ')}.`;
  return { text, state: 'met', evidence };
}

/** What nothing shows is not known to hold. */
function shown(criterion: TrackedCriterion): TrackedCriterion {
  return criterion.state === 'met' && criterion.evidence.trim() === ''
    ? { ...criterion, state: 'unknown' }
    : criterion;
}

/** Nothing is reached or missed by a value that nobody measured. */
function honest(metric: TrackedMetric): TrackedMetric {
  return metric.current === null ? { ...metric, state: 'not-measured' } : metric;
}

function allMerged({ completed, total }: Tracker['progress']): TrackedCriterion {
  const text = 'Every pull request is merged, and the merge is verified';
  const evidence = `${completed} of ${total}.`;
  return { text, state: total > 0 && completed === total ? 'met' : 'unmet', evidence };
}

function targetsReached(metrics: readonly TrackedMetric[]): TrackedCriterion {
  const text = 'Every success metric reaches its target';
  const aimed = metrics.filter(({ target }) => target !== null);
  const count = (state: TrackedMetric['state']): number =>
    aimed.filter((metric) => metric.state === state).length;
  const reached = count('reached');
  const state = count('missed') > 0 ? 'unmet' : reached < aimed.length ? 'unknown' : 'met';
  return aimed.length === 0
    ? { text, state: 'unknown', evidence: 'There is no target.' }
    : { text, state, evidence: `${reached} of ${aimed.length} reached.` };
}

function countsText(states: readonly TaskStatus['kind'][]): string {
  const counts = Object.entries(STATE_WORDS).flatMap(([state, words]) => {
    const count = states.filter((one) => one === state).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.length === 0 ? 'no pull requests' : counts.join(', ');
}
