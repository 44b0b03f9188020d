import type { Bottleneck } from '../../model/index.ts';
import type { BacklogCandidate, Technique } from './backlog.ts';
import { costSeen, evidenceFrom, listText, plain } from './candidate-evidence.ts';
import { effortOf, type EffortUnit } from './effort.ts';
import { type SeenPlace, seenElsewhere, techniquesIn } from './function-candidate.ts';
import { gainBound } from './gain-bound.ts';
import { placeName } from './place-name.ts';

/** Places that allocate most, as far as the evidence names them. */
const SITES_NAMED = 5;

/**
 * The garbage collector as a whole, for which the technique is to allocate less. It overlaps the
 * functions that cause its collections, so it is only worth an item of its own where it is large.
 *
 * @param rows - of the benchmark that it is planned for
 */
export function collectorCandidate(
  { row, planned, others, reach }: SeenPlace,
  rows: readonly Bottleneck[],
  unit: EffortUnit,
): BacklogCandidate {
  const { workload, measure, obstacle } = planned;
  const sites = rows
    .flatMap(({ location, share }) =>
      share.alloc === null || share.alloc.estimate <= 0
        ? []
        : [{ name: placeName(location), share: share.alloc.estimate }],
    )
    .toSorted((left, right) => right.share - left.share)
    .slice(0, SITES_NAMED);
  const where =
    sites.length === 0
      ? 'Who allocates was not sampled: "hone profile --alloc" names the places.'
      : `Most bytes are allocated here: ${listText(sites, ({ name }) => name)}.`;
  return {
    bottleneck: row.id,
    place: 'garbage collection',
    measure,
    bound: row.bound === null ? null : gainBound(row.bound.free, row.share.actionable),
    measuredGain: null,
    obstacle,
    reach,
    evidence: evidenceFrom(
      [
        costSeen(row, workload),
        plain(where),
        plain('The collections are also counted at the functions that cause them.'),
        ...others.map(seenElsewhere),
      ],
      measure,
    ),
    techniques: row.techniques.length > 0 ? techniquesIn(row, unit) : [allocateLess(unit)],
  };
}

function allocateLess(unit: EffortUnit): Technique {
  return {
    name: 'allocate less',
    title: 'Allocate less, so that less has to be collected',
    rationale: 'What is not allocated, or is used again, need not be collected.',
    risk: 'medium',
    riskText: 'An object that is used again may still hold what was left in it before.',
    effort: effortOf('medium', unit),
    grade: 'profile',
    bound: null,
  };
}
