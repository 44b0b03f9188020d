import type { BacklogItem } from '../../model/index.ts';
import type { SplitItem } from './split-item.ts';

/**
 * An item of a plan's backlog as what splitting it looks at.
 *
 * @param place - what the item's bottleneck says: its files (null when it has none, as the garbage
 *   collector), its places as `lookup (src/keys.js:12)`, and the suite's targets for the metric
 */
export function itemOfBacklog(
  item: BacklogItem,
  place: Pick<SplitItem, 'files' | 'frames' | 'targets'>,
): SplitItem {
  const { id, title, rank, technique, expected, effort, evidence, acceptance } = item;
  const { estimate, lo, hi } = expected;
  return {
    id,
    title,
    rank,
    score: item.rice.score,
    metric: item.metric,
    expected: { estimate, lo, hi },
    effort,
    evidence: [...evidence.map(({ text }) => text), expected.basis],
    approach: `${technique.name}: ${technique.rationale}`,
    risks: [technique.risk],
    wayBack: item.way_back,
    acceptance,
    dependencies: item.dependencies,
    ...place,
  };
}
