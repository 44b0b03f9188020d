import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  type CriterionResult,
  judgePhase,
  type PhaseFacts,
  NOTHING_KNOWN,
  type PhaseNumber,
  PHASES,
} from '../../../src/tasks/index.ts';
import { taskId } from '../task-texts.ts';

const TARGET = { text: 'parse wall <= 80 ms', state: 'reached', measured: '71..75 ms' } as const;
const CHECKS = [{ name: 'npm test', state: 'passed' }] as const;
const COVERED = { kind: 'covered', by: ['parse'] } as const;

/** Facts with which every phase may end. */
const ALL: PhaseFacts = {
  taskAnalysis: {
    understanding: 'Parsing is slow.',
    dependencies: [
      {
        id: taskId('19'),
        isCompleted: true,
      },
    ],
    targets: {
      understood: [TARGET.text],
      refused: 0,
    },
    openQuestions: [],
    commit: 'abc',
  },
  performanceAnalysis: {
    baseline: {
      commit: '0123456789abcdef',
      benchmarks: [
        {
          id: 'parse',
          samples: 40,
        },
      ],
    },
    bottlenecks: [
      {
        where: 'lookup',
        hasEvidence: true,
      },
    ],
    targets: [
      {
        text: TARGET.text,
        value: 8e7,
      },
    ],
    commit: 'abc',
  },
  benchmarks: {
    coverage: {
      throughput: COVERED,
      latency: COVERED,
      resources: COVERED,
      load: {
        kind: 'waived',
        who: 'ines',
        reason: 'It is a command line tool.',
      },
    },
    realUse: {
      who: 'ines',
      answer: true,
    },
    baselines: {
      all: ['parse'],
      measured: ['parse'],
    },
    thresholds: ['parse wall'],
    suiteHash: 'def',
    commit: 'abc',
  },
  implementation: {
    targets: [TARGET],
    optimisations: [
      {
        name: 'intern keys',
        commit: 'abc',
        interval: '-14.6..-10.1 %',
      },
    ],
    tests: {
      pass: true,
      commit: 'abc',
    },
    regressions: [],
    subTasks: {
      done: 2,
      open: [],
    },
  },
  validation: {
    targets: [TARGET],
    regressions: [],
    scenarios: ['holdout parse-unseen'],
    failures: [],
    results: 'benchmark-results.json',
    commit: 'abc',
  },
  verification: {
    objectives: ['Fast'],
    objectivesAchieved: {
      who: 'ines',
      answer: true,
    },
    subTasks: {
      done: 2,
      open: [],
    },
    checks: CHECKS,
    outputsChanged: [],
    documents: ['CHANGELOG.md'],
    pullRequest: {
      kind: 'ready',
      name: '#12',
    },
  },
  reflection: { insights: 'Lookup first.', summary: '12 % faster.', commit: 'abc' },
  completion: {
    unsaved: [],
    unmeasured: [],
    checks: CHECKS,
    openReviews: [],
    pullRequest: {
      kind: 'merged',
      name: '#12',
      verifiedAs: 'abc',
    },
  },
};

function resultOf(phase: PhaseNumber, id: string, facts: Partial<PhaseFacts>): CriterionResult {
  const found = judgePhase(phase, { ...ALL, ...facts }).criteria.find((one) => one.id === id);
  assert.ok(found !== undefined, `phase ${phase} has ${id}`);
  return found.result;
}

/** The same record with every field null: all its parts are there and nothing is known. */
function emptied<T extends object>(facts: T | null): T {
  const entries = Object.keys(facts ?? {}).map((key) => [key, null]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field may be null
  return Object.fromEntries(entries) as T;
}

test('there are eight phases, and no criterion has two meanings', () => {
  assert.deepEqual(
    PHASES.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  for (const { criteria } of PHASES) {
    assert.equal(new Set(criteria.map(({ id }) => id)).size, criteria.length);
  }
});

test('what nobody recorded is unmet in every criterion, with a way on', () => {
  const { coverage } = ALL.benchmarks ?? {};
  const blank: PhaseFacts = {
    ...NOTHING_KNOWN,
    taskAnalysis: emptied(ALL.taskAnalysis),
    performanceAnalysis: emptied(ALL.performanceAnalysis),
    benchmarks: { ...emptied(ALL.benchmarks), coverage: emptied(coverage ?? null) },
    implementation: emptied(ALL.implementation),
    validation: emptied(ALL.validation),
    verification: emptied(ALL.verification),
    reflection: emptied(ALL.reflection),
    completion: emptied(ALL.completion),
  };
  for (const facts of [NOTHING_KNOWN, blank]) {
    for (const { number } of PHASES) {
      const { verdict, criteria } = judgePhase(number, facts);
      assert.equal(verdict, 'unmet');
      for (const { result } of criteria) {
        assert.ok(result.kind === 'unmet' && result.how.endsWith('.'));
        assert.equal(result.why, 'Nothing is recorded about it.');
      }
    }
  }
});

test('with all facts every phase ends, each criterion with its evidence', () => {
  for (const { number } of PHASES) {
    const { verdict, criteria } = judgePhase(number, ALL);
    assert.equal(verdict, 'met', JSON.stringify(criteria));
    assert.ok(criteria.every(({ result }) => result.kind === 'met' && result.evidence.length > 4));
  }
});

test('a baseline names its commit and n; one without samples is none', () => {
  assert.deepEqual(resultOf(2, 'baseline-recorded', {}), {
    kind: 'met',
    evidence: 'At 0123456789ab: parse n = 40.',
  });
  const { performanceAnalysis } = ALL;
  assert.ok(performanceAnalysis !== null);
  const baseline = { commit: 'abc', benchmarks: [{ id: 'parse', samples: 0 }] };
  const facts = { performanceAnalysis: { ...performanceAnalysis, baseline } };
  assert.equal(resultOf(2, 'baseline-recorded', facts).kind, 'unmet');
});

test('what the suite does not cover is asked', () => {
  const { benchmarks } = ALL;
  assert.ok(benchmarks !== null);
  const coverage = { ...benchmarks.coverage, load: { kind: 'missing' } as const };
  const facts = { benchmarks: { ...benchmarks, coverage } };
  const result = resultOf(3, 'covers-load', facts);
  assert.ok(result.kind === 'asks');
  assert.match(result.question, /Nothing in the suite measures behaviour under load/);
  assert.equal(judgePhase(3, { ...ALL, ...facts }).verdict, 'asks');
});

test('targets that were missed, are unclear, unmeasured or not there are not reached', () => {
  const { implementation } = ALL;
  assert.ok(implementation !== null);
  const cases = [
    [{ ...TARGET, state: 'missed' as const }],
    [{ ...TARGET, state: 'unclear' as const }, TARGET],
    [{ ...TARGET, measured: null }],
    [],
  ];
  for (const targets of cases) {
    const facts: Partial<PhaseFacts> = { implementation: { ...implementation, targets } };
    assert.equal(resultOf(4, 'targets-achieved', facts).kind, 'unmet');
  }
});

test('every optimisation needs its commit and its interval', () => {
  const { implementation } = ALL;
  assert.ok(implementation !== null);
  const bare = { name: 'chunks', commit: 'abc', interval: null };
  const facts = { implementation: { ...implementation, optimisations: [bare] } };
  const result = resultOf(4, 'optimisations-measured', facts);
  assert.ok(result.kind === 'unmet');
  assert.equal(result.why, 'Without commit or measurement: chunks.');
});

test('a merge that was not verified does not complete a task', () => {
  const { completion } = ALL;
  assert.ok(completion !== null);
  const said = { kind: 'merged', name: '#12', verifiedAs: null } as const;
  const open = { kind: 'unknown', why: 'The host does not accept the login.' } as const;
  for (const pullRequest of [said, open, { kind: 'draft', name: '#12' } as const]) {
    const facts: Partial<PhaseFacts> = { completion: { ...completion, pullRequest } };
    assert.equal(resultOf(8, 'merged', facts).kind, 'unmet');
  }
});

test('what somebody merged on the page of the host has nothing in its way any more', () => {
  const { completion } = ALL;
  assert.ok(completion !== null);
  const checks = [{ name: 'test', state: 'failed' as const }];
  const openReviews = ['eva asks for changes'];
  const late = { ...completion, checks, openReviews, unmeasured: ['perf: mine'] };
  assert.deepEqual(resultOf(8, 'checks-green', { completion: late }), {
    kind: 'met',
    evidence: '#12 was merged already when hone looked. Not passed: test (failed).',
  });
  for (const id of ['reviews-handled', 'code-measured']) {
    assert.equal(resultOf(8, id, { completion: late }).kind, 'met');
  }
  const pullRequest = { kind: 'ready', name: '#12' } as const;
  const open = { completion: { ...late, pullRequest } };
  assert.equal(resultOf(8, 'checks-green', open).kind, 'unmet');
  assert.equal(resultOf(8, 'reviews-handled', open).kind, 'unmet');
  assert.deepEqual(resultOf(8, 'code-measured', open), {
    kind: 'unmet',
    why: 'Changed since, measured by nobody: perf: mine.',
    how: 'Go back to the implementation with it as a proposal, or take it off the branch.',
  });
});
