import type { BacklogItem } from '../../src/model/index.ts';

/** An item of a backlog as a plan from a profile makes it; nobody has tried it. */
export const A_BACKLOG_ITEM: BacklogItem = {
  id: 'b-1-look-up-in-a-set',
  title: 'Look up in a Set in isOpen (src/sessions.js:4)',
  bottleneck: 'b-1',
  technique: {
    name: 'look up in a Set',
    rationale: 'includes() walks the list.',
    risk: 'The order of the list may matter.',
  },
  evidence: [
    {
      kind: 'profile',
      source: 'bottleneck-report.json',
      text: '20 % of the time.',
      benchmark: 'parse',
      metric: 'wall',
      value: 20,
      unit: '%',
    },
  ],
  metric: { benchmark: 'parse', metric: 'wall' },
  expected: {
    estimate: 0.1,
    lo: 0,
    hi: 0.24,
    bound: { estimate: 0.2, lo: 0.16, hi: 0.24 },
    basis: 'Half of the bound.',
  },
  grade: 'profile',
  acceptance: ['It is confirmed.'],
  verification: {
    smallest_effect: 0.02,
    pair_noise: 0.05,
    pairs: 26,
    minutes: 1,
    canary: 'On a part of the traffic.',
  },
  effort: { amount: 1, unit: 'person-days' },
  risk: 'low',
  way_back: 'git revert',
  dependencies: [],
  rice: { reach: 0.5, impact: 1, confidence: 0.8, effort: 1, score: 40 },
  rank: 1,
  lane: 'quick-win',
  overrides: [],
  status: 'planned',
  realised: null,
};
