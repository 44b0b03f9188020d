import type { Bottleneck, CodeOwner, ProfiledWorkload } from '../../model/index.ts';
import type { BacklogCandidate, Technique } from './backlog.ts';
import {
  evidenceFrom,
  detailsSeen,
  rangeText,
  type Seen,
  wholeText,
} from './candidate-evidence.ts';
import { effortOf, type EffortUnit } from './effort.ts';
import { type SeenPlace, seenElsewhere } from './function-candidate.ts';
import { shareBound } from './gain-bound.ts';
import { placeName, shortened } from './place-name.ts';

/** Functions of a package that its evidence names. */
const FUNCTIONS_NAMED = 3;

/** What a package may be planned with. */
export interface PackageFacts {
  readonly place: SeenPlace;
  readonly name: string;
  /** Its rows in the benchmark that it is planned for, the largest first. */
  readonly rows: readonly Bottleneck[];
  /** Whether the suite lets dependencies change. */
  readonly mayReplace: boolean;
}

/**
 * A dependency that could cost less. Its code is not the subject's to change, so it is one item for
 * the whole package: another version or package in its place, and calling it less often, which also
 * saves what it calls.
 */
export function packageCandidate(facts: PackageFacts, unit: EffortUnit): BacklogCandidate {
  const { place, name, rows } = facts;
  const { row, planned, others, reach } = place;
  const { workload, measure, obstacle } = planned;
  const { actionable, inclusive } = sharesOf(workload, name, row);
  const isBounded = workload.bound_of !== null && row.bound !== null;
  return {
    bottleneck: row.id,
    place: `the dependency ${shortened(name)}`,
    measure,
    bound: isBounded ? shareBound(actionable) : null,
    measuredGain: null,
    obstacle,
    reach,
    evidence: evidenceFrom(
      [
        {
          share: actionable,
          text:
            `All of the package ${shortened(name)} (${ownerWords(row.location.owner)}) takes ` +
            `${rangeText(actionable)} of ${wholeText(workload)}.`,
        },
        {
          share: inclusive,
          text: `With all that it calls the package takes ${rangeText(inclusive)}.`,
        },
        ...rows.slice(0, FUNCTIONS_NAMED).map(functionSeen),
        ...detailsSeen(row).filter(({ share }) => share === null),
        ...others.map(seenElsewhere),
      ],
      measure,
    ),
    techniques: [
      ...(facts.mayReplace ? [replaceIt(facts, unit)] : []),
      callItLess(facts, unit, isBounded ? shareBound(inclusive) : null),
    ],
  };
}

function sharesOf({ packages }: ProfiledWorkload, name: string, row: Bottleneck) {
  return packages.find((one) => one.package === name)?.share ?? row.share;
}

function functionSeen(row: Bottleneck): Seen {
  const { actionable } = row.share;
  return {
    share: actionable,
    text: `Its function ${placeName(row.location)} takes ${rangeText(actionable)}.`,
  };
}

function replaceIt({ name, place }: PackageFacts, unit: EffortUnit): Technique {
  const isDirect = place.row.location.owner === 'direct-dep';
  return {
    name: 'upgrade or replace',
    title: `Upgrade or replace the dependency ${shortened(name)}`,
    rationale: isDirect
      ? 'A newer version, or another package that does the same, may do it with less work.'
      : 'Another package needs it: a newer version of that one may bring a faster one, or none.',
    risk: 'medium',
    riskText: 'Another version may behave differently where neither tests nor outputs look.',
    effort: effortOf('medium', unit),
    grade: 'profile',
    bound: null,
  };
}

/** That calls can be spared is only assumed: nobody saw one that is not needed. */
function callItLess(
  { name }: PackageFacts,
  unit: EffortUnit,
  bound: Technique['bound'],
): Technique {
  return {
    name: 'call it less',
    title: `Call the dependency ${shortened(name)} less often, or with less`,
    rationale: 'What is asked of it twice, or never used, need not be asked for.',
    risk: 'medium',
    riskText: 'A result that is kept can be out of date, or take memory that nobody frees.',
    effort: effortOf('medium', unit),
    grade: 'static',
    bound,
  };
}

function ownerWords(owner: CodeOwner): string {
  return owner === 'direct-dep' ? 'a direct dependency' : 'needed by a dependency';
}
