import type { SplitItem } from '../../../src/tasks/index.ts';

/** An item that is tied to no other; its score follows from its rank. */
export function itemOf(rank: number, given: Partial<SplitItem> = {}): SplitItem {
  return {
    id: `i-${rank}`,
    title: `Do less in step ${rank}`,
    rank,
    score: 100 / rank,
    files: [`src/${rank}.js`],
    frames: [],
    metric: { benchmark: 'parse', metric: 'wall' },
    expected: { estimate: 0.1, lo: 0, hi: 0.24 },
    effort: { amount: 1, unit: 'attempts' },
    evidence: ['20 % of the time.'],
    approach: 'A Set instead of a list.',
    risks: [],
    wayBack: 'git revert',
    targets: [],
    acceptance: [],
    dependencies: [],
    ...given,
  };
}
