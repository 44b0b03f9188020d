import { NS_PER_MS } from '../../base/index.ts';
import type {
  Bottleneck,
  PlanEvidence,
  PlanMeasure,
  ProfiledWorkload,
  ShareOverRuns,
} from '../../model/index.ts';
import { EVIDENCE_MAX, WORDS_MIN } from '../limits.ts';
import { folded, textProblem } from '../plan-words.ts';
import { percentText, quantityText } from '../quantity-text.ts';
import { shortened } from './place-name.ts';

/** Where the numbers of a profile can be looked up. */
const REPORT = 'bottleneck-report.json';

/** Hot lines, callers and detectors that one piece of evidence names. */
const NAMED_MAX = 3;

/** A sentence of evidence with the share that it is about; null when it is about none. */
export interface Seen {
  readonly text: string;
  readonly share: ShareOverRuns | null;
}

/**
 * Sentences as evidence of a plan. The first always stays; of the others those that say something
 * by themselves, because names in the code may be anything.
 */
export function evidenceFrom(
  [first, ...more]: readonly [Seen, ...Seen[]],
  measure: PlanMeasure,
): [PlanEvidence, ...PlanEvidence[]] {
  const used = new Set([folded(first.text)]);
  const fitting = more.filter(({ text }) => {
    const isNew = !used.has(folded(text));
    used.add(folded(text));
    return isNew && textProblem(text, WORDS_MIN.sentence) === null;
  });
  return [
    asEvidence(first, measure),
    ...fitting.slice(0, EVIDENCE_MAX - 1).map((one) => asEvidence(one, measure)),
  ];
}

function asEvidence({ text, share }: Seen, { benchmark, metric }: PlanMeasure): PlanEvidence {
  const number =
    share === null
      ? { value: null, unit: null }
      : { value: Number((share.estimate * 100).toPrecision(4)), unit: '%' };
  return { kind: 'profile', source: REPORT, text, benchmark, metric, ...number };
}

/** What a row costs: `It takes 12.1 % (11 to 13 %) of the time of a run of parse, 14 ms.` */
export function costSeen(row: Bottleneck, workload: ProfiledWorkload): Seen {
  const { actionable } = row.share;
  const ms =
    row.milliseconds === null
      ? ''
      : `, ${quantityText(row.milliseconds.estimate * NS_PER_MS, 'ns')} of each`;
  return {
    share: actionable,
    text:
      `Bottleneck ${row.id} takes ${rangeText(actionable)} of ${wholeText(workload)}${ms}, seen ` +
      `in ${row.runs} profiled ${row.runs === 1 ? 'run' : 'runs'}.`,
  };
}

/** What else is known of a row, with its numbers. */
export function detailsSeen(row: Bottleneck): Seen[] {
  const { actionable, inclusive } = row.share;
  const lines = row.hot_lines.slice(0, NAMED_MAX);
  const callers = row.callers.slice(0, NAMED_MAX);
  const growth = row.growth_exponent;
  return [
    ...experimentSeen(row),
    ...row.detectors
      .slice(0, NAMED_MAX)
      .map(({ rule, match }) => plain(`The detector ${rule} saw a pattern there: ${match}`)),
    ...(inclusive.estimate > actionable.estimate
      ? [{ share: inclusive, text: `With all that it calls it takes ${rangeText(inclusive)}.` }]
      : []),
    ...(growth === null
      ? []
      : [
          plain(`Its time grows with the input to the power of ${growth.estimate.toPrecision(3)}.`),
        ]),
    ...(lines.length === 0
      ? []
      : [plain(`Its time is on these lines: ${listText(lines, ({ line }) => String(line))}.`)]),
    ...(callers.length === 0
      ? []
      : [plain(`Most calls come from here: ${listText(callers, (one) => one.function)}.`)]),
  ];
}

/** What came of running it twice, when that was tried. */
function experimentSeen({ causal }: Bottleneck): Seen[] {
  if (causal === null || causal.verdict === 'undecided') {
    return [];
  }
  const { predicted, measured, verdict } = causal;
  const factors =
    `${measured.estimate.toFixed(3)} times the time (${measured.lo.toFixed(3)} to ` +
    `${measured.hi.toFixed(3)}); its share predicts ${predicted.estimate.toFixed(3)}`;
  return [
    plain(
      verdict === 'agrees'
        ? `Run twice, the program takes ${factors}, so the share is borne out.`
        : `Run twice, the program takes ${factors}, so the share is no guide to what it costs.`,
    ),
  ];
}

/** A sentence without a share of its own. */
export function plain(text: string): Seen {
  return { text, share: null };
}

/** A share with its interval: `12.1 % (11 to 13 %)`. */
export function rangeText({ estimate, lo, hi }: ShareOverRuns): string {
  const range = lo === null || hi === null ? '' : ` (${percentText(lo)} to ${percentText(hi)})`;
  return `${percentText(estimate)}${range}`;
}

/** What the shares of a workload are shares of. */
export function wholeText({ benchmark, denominator }: ProfiledWorkload): string {
  switch (denominator) {
    case 'critical-thread-wall':
      return `the time of ${benchmark} from start to end`;
    case 'process-cpu':
      return `the CPU time of ${benchmark}`;
  }
}

/** `14 (70 %), 17 (20 %)`. */
export function listText<T extends { readonly share: number }>(
  items: readonly T[],
  nameOf: (item: T) => string,
): string {
  return items.map((item) => `${shortened(nameOf(item))} (${percentText(item.share)})`).join(', ');
}
