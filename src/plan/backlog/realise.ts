import type {
  BacklogAttempt,
  BacklogItem,
  BacklogValidation,
  GainInterval,
  MetricsByBenchmark,
} from '../../model/index.ts';
import { gainOn } from './gain-on.ts';

/** Items with what was measured beside what was predicted; the best attempt at each counts. */
export function realise(
  items: readonly BacklogItem[],
  attempts: readonly BacklogAttempt[],
): BacklogItem[] {
  return items.map((item) => {
    const own = attempts.filter((attempt) => attempt.item === item.id);
    const best = own.toSorted(byWorth)[0];
    return best === undefined
      ? { ...item, status: 'planned', realised: null }
      : withOutcome(item, best);
  });
}

function byWorth(left: BacklogAttempt, right: BacklogAttempt): number {
  return (
    Number(right.decision === 'kept') - Number(left.decision === 'kept') ||
    (right.gain?.estimate ?? -Infinity) - (left.gain?.estimate ?? -Infinity)
  );
}

function withOutcome(item: BacklogItem, attempt: BacklogAttempt): BacklogItem {
  const { gain, commit, proposal, decision } = attempt;
  return {
    ...item,
    status: decision === 'kept' ? 'kept' : 'rejected',
    realised: gain === null ? null : { ...gain, commit, proposal },
  };
}

/**
 * What the kept items were expected to bring together on each of their metrics, as if they did not
 * overlap, beside what was measured of all that was kept.
 */
export function realisedTogether(
  items: readonly BacklogItem[],
  measured: MetricsByBenchmark,
): BacklogValidation['metrics'] {
  const kept = items.filter(({ status }) => status === 'kept');
  const byMeasure = Map.groupBy(kept, ({ metric }) => JSON.stringify(metric));
  return [...byMeasure.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined
      ? []
      : [{ ...first.metric, expected: together(own), measured: gainOn(measured, first.metric) }];
  });
}

/** What is left after each of them took its share of what the others left. */
function together(items: readonly BacklogItem[]): GainInterval {
  const gone = (end: keyof GainInterval): number =>
    1 - items.reduce((left, { expected }) => left * (1 - expected[end]), 1);
  return { estimate: gone('estimate'), lo: gone('lo'), hi: gone('hi') };
}
