import type { Backlog, BacklogItem, Bottleneck } from '../../model/index.ts';

/** What a plan says about a row of a report. */
type Planned = Pick<Bottleneck, 'reach' | 'rice_score' | 'status' | 'realised'>;

/**
 * Rows of a report with what the newest plan, and what was tried of it, says about them. What no
 * plan speaks of is open, also when an earlier one did.
 *
 * @param backlog - with its outcomes, where items were tried
 */
export function plannedRows(rows: readonly Bottleneck[], backlog: Backlog): Bottleneck[] {
  const items = Map.groupBy(backlog.items, ({ bottleneck }) => bottleneck);
  const refused = new Set(backlog.refused.map(({ bottleneck }) => bottleneck));
  return rows.map((row) => ({
    ...row,
    ...plannedFrom(items.get(row.id) ?? [], refused.has(row.id)),
  }));
}

function plannedFrom(items: readonly BacklogItem[], isRefused: boolean): Planned {
  const [best] = items.toSorted((left, right) => left.rank - right.rank);
  if (best === undefined) {
    const status = isRefused ? 'refused' : 'open';
    return { reach: null, rice_score: null, status, realised: null };
  }
  const kept = items.find(({ status }) => status === 'kept');
  const isTried = items.some(({ status }) => status !== 'planned');
  return {
    reach: best.rice.reach,
    rice_score: best.rice.score,
    status: kept !== undefined ? 'fixed' : isTried ? 'tried' : 'planned',
    realised: kept === undefined ? null : realisedBy(kept),
  };
}

/** A gain is a share that goes away; here it is told as candidate / base. */
function realisedBy({ realised }: BacklogItem): Bottleneck['realised'] {
  if (realised?.commit == null) {
    return null;
  }
  const { commit, estimate, lo, hi } = realised;
  return { commit, gain: { estimate: 1 - estimate, lo: 1 - hi, hi: 1 - lo } };
}
