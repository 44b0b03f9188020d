import {
  taskStatus,
  type PhaseCount,
  type TrackerFacts,
  type TrackerPull,
} from '../../../src/tasks/index.ts';
import { taskId } from '../task-texts.ts';

/** Criteria of each phase of which the first `met` hold. */
export function counts(met: number): readonly PhaseCount[] {
  let left = met;
  return ([1, 2, 3, 4, 5, 6, 7, 8] as const).map((phase) => {
    const own = Math.min(left, 5);
    left -= own;
    return { phase, met: own, total: 5 };
  });
}

const OPEN = { kind: 'open', name: '#13' } as const;

/** A pull request that nobody has started. */
export function pullOf(id: string, given: Partial<TrackerPull> = {}): TrackerPull {
  return {
    id: taskId(id),
    title: `Task ${id}`,
    branch: null,
    pullRequest: null,
    status: taskStatus({ run: null, merge: { kind: 'none' }, blockers: [] }),
    phases: counts(0),
    effort: null,
    priority: 'P2',
    dependencies: [],
    objectives: [],
    criteria: [],
    checks: [],
    notes: '',
    ...given,
  };
}

const MERGED = pullOf('21', {
  title: 'Benchmarks for start-up and parsing',
  branch: 'performance/task-021-benchmarks',
  pullRequest: { name: '#12', url: 'https://example.org/pull/12', state: 'merged' },
  status: taskStatus({
    run: { id: 'r-1', phase: 8, state: { kind: 'ended' } },
    merge: { kind: 'merged', name: '#12', commit: '0123456789abcdef' },
    blockers: [],
  }),
  phases: counts(40),
  effort: { amount: 3, unit: 'attempts' },
  priority: 'P1',
  objectives: [{ text: 'Parsing and start-up are measured', isDone: true }],
  criteria: [{ text: 'The suite is frozen', state: 'met', evidence: 'Frozen as 89abcdef0123.' }],
  checks: [{ name: 'npm test', state: 'passed' }],
  notes: 'All other pull requests build on it.',
});

const STARTED = pullOf('22', {
  title: 'Intern the keys | `lookup()`',
  branch: 'performance/task-022-intern-the-keys',
  pullRequest: { name: '#13', url: 'https://example.org/pull/13', state: 'draft' },
  status: taskStatus({
    run: { id: 'r-2', phase: 4, state: { kind: 'open' } },
    merge: OPEN,
    blockers: [],
  }),
  phases: counts(17),
  effort: { amount: 1, unit: 'attempts' },
  priority: 'P1',
  dependencies: [{ id: taskId('21'), reason: 'it is judged by its benchmarks', isCompleted: true }],
  objectives: [
    { text: 'parse-large takes half of the time', isDone: false },
    { text: 'Memory stays flat', isDone: null },
  ],
  criteria: [
    { text: 'parse-large wall <= 80 ms', state: 'unmet', evidence: '105 ms (104 to 106 ms).' },
    { text: 'The output is the same', state: 'unknown', evidence: '' },
  ],
  checks: [
    { name: 'npm test', state: 'passed' },
    { name: 'lint', state: 'running' },
    { name: 'load test', state: 'not-run' },
  ],
  notes: '',
});

const BLOCKED = pullOf('23', {
  title: 'Read in chunks',
  status: taskStatus({
    run: null,
    merge: { kind: 'none' },
    blockers: [
      {
        kind: 'not-completed',
        dependency: taskId('22'),
        reason: 'both change src/parse.js',
        status: 'in-progress',
      },
    ],
  }),
  effort: { amount: 6, unit: 'attempts' },
  priority: 'P2',
  dependencies: [{ id: taskId('22'), reason: 'both change src/parse.js', isCompleted: false }],
  objectives: [{ text: 'Files above 10 MB are not read at once', isDone: false }],
});

/** A campaign of three pull requests: merged, in progress, blocked. */
export const FACTS: TrackerFacts = {
  name: 'Faster parsing',
  purpose: 'Large files open in the time that a person waits without noticing.',
  scope: 'src/parse.js and what it calls; no new dependencies.',
  overview: 'Parsing takes 120 ms of the 150 ms of `open`.',
  documents: [{ title: 'Plan', target: 'plan-r-1.md', about: 'every item with its evidence' }],
  pulls: [BLOCKED, STARTED, MERGED],
  preflight: {
    'base-measured': { state: 'met', evidence: '60 pairs at 0123456789ab.' },
    'suite-frozen': { state: 'met', evidence: 'Frozen as 89abcdef0123.' },
    'tree-clean': { state: 'unmet', evidence: 'src/parse.js is changed.' },
    'cheats-lost': null,
  },
  metrics: [
    {
      name: 'parse-large wall',
      base: '120 ms',
      current: { value: '105 ms', interval: '104 to 106 ms' },
      target: '<= 80 ms',
      state: 'missed',
    },
    { name: 'parse-large rss', base: '61 MB', current: null, target: '<= 64 MB', state: 'reached' },
  ],
  attempts: [
    {
      task: '022',
      what: 'A cache of parsed lines',
      why: 'What it gains is below what can be seen.',
      impact: [
        {
          benchmark: 'parse-large',
          metric: 'wall',
          ratio: { estimate: 0.996, lo: 0.985, hi: 1.008, confidence: 0.95 },
        },
      ],
    },
  ],
  context: ['The parser is called from two threads.'],
  done: [{ text: 'docs/parser.md tells the limits', state: 'unmet', evidence: '' }],
};
