import type { TrackedPull, Tracker } from '../../../src/model/index.ts';

/** A pull request of which nothing is known but its state. */
export function trackedPull(id: string, given: Partial<TrackedPull> = {}): TrackedPull {
  return {
    id,
    title: `Task ${id}`,
    state: 'pending',
    stateText: 'not started',
    why: 'Nothing is in its way.',
    phase: null,
    branch: null,
    pullRequest: null,
    completion: { share: 0, percent: '0 %', met: 0, total: 40 },
    complexity: null,
    effort: null,
    priority: null,
    dependencies: [],
    objectives: [],
    criteria: [],
    checks: [],
    note: '',
    notes: '',
    ...given,
  };
}

/** A campaign with one pull request in progress and one that is blocked. */
export const TRACKER: Tracker = {
  name: 'Faster <parsing>',
  purpose: 'Large files open at once.',
  scope: 'src/parse.js',
  overview: 'One.\nTwo.\n\nThree.',
  documents: [{ title: 'Plan', target: 'plan.md', about: 'every item' }],
  progress: {
    completed: 0,
    total: 2,
    abandoned: 0,
    share: 0,
    percent: '0 %',
    text: '[--------------------] 0 % (0/2)',
  },
  counts: '1 in progress, 1 blocked',
  next: {
    kind: 'pull',
    id: '021',
    title: 'Intern the keys',
    why: 'Run r-2 is in Phase 4 - Performance Implementation.',
    preflight: [
      { text: 'The base is measured', state: 'met', evidence: '60 pairs.' },
      { text: 'Nothing is uncommitted', state: 'unmet', evidence: 'src/a.js is changed.' },
      { text: 'Every cheat lost', state: 'unknown', evidence: '' },
    ],
  },
  pulls: [
    trackedPull('021', {
      title: 'Intern the keys',
      state: 'in-progress',
      stateText: 'in progress',
      why: 'Run r-2 is in Phase 4 - Performance Implementation.',
      phase: 'Phase 4 - Performance Implementation',
      pullRequest: { name: '#13', url: 'https://example.org/pull/13', state: 'draft' },
      completion: { share: 0.42, percent: '42 %', met: 17, total: 40 },
      objectives: [{ text: 'Half of the time', isDone: null }],
      criteria: [{ text: 'parse wall <= 80 ms', state: 'unmet', evidence: '105 ms.' }],
      checks: [{ name: 'npm test', state: 'passed' }],
      notes: 'Ask <b>Ines</b>.',
    }),
    trackedPull('022', {
      title: 'Read in chunks',
      state: 'blocked',
      stateText: 'blocked',
      pullRequest: { name: '#14', url: 'javascript:alert(1)', state: 'open' },
      dependencies: [{ id: '021', reason: 'both change src/parse.js', isCompleted: false }],
      note: 'It depends on task 021.',
    }),
  ],
  metrics: [
    {
      name: 'parse wall',
      base: '120 ms',
      current: { value: '105 ms', interval: '104 to 106 ms' },
      target: '<= 80 ms',
      state: 'missed',
    },
    { name: 'parse rss', base: null, current: null, target: null, state: 'not-measured' },
  ],
  attempts: [{ task: '021', what: 'A cache', why: 'No gain.', numbers: 'parse wall -0.4 %' }],
  context: ['Called from two threads.'],
  done: [{ text: 'All merged', state: 'unmet', evidence: '0 of 2.' }],
};
