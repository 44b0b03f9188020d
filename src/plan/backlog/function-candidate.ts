import type { Bottleneck, EvidenceGrade } from '../../model/index.ts';
import { type BacklogCandidate, doLessWork, type Technique } from './backlog.ts';
import { costSeen, detailsSeen, evidenceFrom, plain, rangeText } from './candidate-evidence.ts';
import { effortOf, type EffortUnit, gradeIn } from './effort.ts';
import { gainBound, shareBound } from './gain-bound.ts';
import type { PlannedBenchmark } from './planned-benchmarks.ts';
import { placeName } from './place-name.ts';

/** Detectors that are less sure than this only saw a pattern in code that happens to be hot. */
const SURE_MIN = 0.5;

/** What is said of a technique whose rationale or risk nobody wrote. */
const RISK_UNKNOWN = 'What may break by it is not known beyond what the tests cover.';

/** One place as it was seen in one or several benchmarks. */
export interface SeenPlace {
  /** In the benchmark that it is planned for. */
  readonly row: Bottleneck;
  readonly planned: PlannedBenchmark;
  /** In the others. */
  readonly others: readonly Bottleneck[];
  readonly reach: number;
}

/** A function of the subject that could cost less. */
export function functionCandidate(place: SeenPlace, unit: EffortUnit): BacklogCandidate {
  const { row, planned, others, reach } = place;
  const { measure, workload, obstacle } = planned;
  return {
    bottleneck: row.id,
    place: placeName(row.location),
    measure,
    bound: row.bound === null ? null : gainBound(row.bound.free, row.share.actionable),
    measuredGain: null,
    obstacle,
    reach,
    evidence: evidenceFrom(
      [costSeen(row, workload), ...detailsSeen(row), ...others.map(seenElsewhere)],
      measure,
    ),
    techniques: techniquesIn(row, unit),
  };
}

/** That the same place costs something in another benchmark too. */
export function seenElsewhere({ benchmark, share }: Bottleneck) {
  return plain(`It also takes ${rangeText(share.actionable)} in the benchmark ${benchmark}.`);
}

/** What detectors proposed for a row; where they proposed nothing, to look at it. */
export function techniquesIn(row: Bottleneck, unit: EffortUnit): Technique[] {
  const grade = gradeOf(row);
  const found = row.techniques.map(({ name, rationale, risk, effort }): Technique => {
    const riskGrade = gradeIn(risk);
    const effortGrade = gradeIn(effort);
    return {
      name,
      title: null,
      rationale,
      risk: riskGrade ?? 'medium',
      riskText: riskGrade === null ? risk : withoutGrade(risk),
      effort: effortOf(effortGrade ?? 'medium', unit),
      grade,
      bound: removesCalls(row, name) ? shareBound(row.share.inclusive) : null,
    };
  });
  return found.length > 0 ? found : [doLessWork(grade, effortOf('medium', unit))];
}

/** `low: callers may keep it` without its grade; a grade alone is replaced by a sentence. */
function withoutGrade(risk: string): string {
  const text = risk.replace(/^\s*(?:low|medium|high)\b[\s:.,;–-]*/i, '').trim();
  return text === '' ? RISK_UNKNOWN : text;
}

/** A call that is not made also saves all that it would have called. */
function removesCalls({ bound, detectors }: Bottleneck, technique: string): boolean {
  return (
    bound !== null &&
    detectors.some(({ rule }) => rule === 'repeated-calls') &&
    /\b(?:memo|cache|reuse|once)/i.test(technique)
  );
}

/** How good the evidence on a row is: an experiment, a profile, or a pattern in the code alone. */
function gradeOf({ causal, detectors }: Bottleneck): EvidenceGrade {
  if (causal !== null && causal.verdict !== 'undecided') {
    return causal.verdict === 'agrees' ? 'measured' : 'static';
  }
  const isGuess =
    detectors.length > 0 && detectors.every(({ confidence }) => confidence < SURE_MIN);
  return isGuess ? 'static' : 'profile';
}
