import type {
  BacklogItem,
  EnvelopeField,
  PlanBody,
  PlanFinding,
  PlanRating,
  TriedBacklog,
} from '../model/index.ts';
import { FINDINGS_SHOWN, ITEMS_SHOWN, REFUSED_SHOWN } from './limits.ts';
import { countOf, formatShare } from './quantity.ts';
import { realisedRows, type TriedView, validationLines } from './realised-rows.ts';
import { oneLine } from './safe-text.ts';
import { afterText, minutesText } from './test-plan-words.ts';
import { type TextStyle, type TextWriter, textWriter } from './text-style.ts';
import { type Cell, type Column, textTable } from './text-table.ts';

/** The items of a plan after they were tried. */
type TriedBacklogView = TriedView & Pick<TriedBacklog, 'items'>;

/** What a plan's text is made from. */
export interface PlanView {
  readonly plan: PlanBody;
  /** What came of its items; null before any was tried. */
  readonly tried: TriedBacklogView | null;
  /** Of hone's own checks. */
  readonly findings: readonly PlanFinding[];
  /** The rating that needs no model, 0 to 10; null with findings. */
  readonly score: number | null;
}

const LANES: readonly (readonly [BacklogItem['lane'], string])[] = [
  ['quick-win', 'Quick wins'],
  ['medium', 'Medium'],
  ['long-term', 'Long-term'],
];

/**
 * A plan for people: the ranked items, their lanes, what is not worth a try with the number that
 * speaks against it, what persons set, and what hone's own checks say.
 */
export function planText(view: PlanView, style: TextStyle): string {
  const { plan, tried, findings, score } = view;
  const writer = textWriter(style);
  const blocks = [
    writer.heading(`Plan ${oneLine(plan.plan_id)}: ${oneLine(plan.name)}`),
    ...backlogBlocks(writer, plan),
    tried === null ? [] : triedLines(writer, tried),
    checkLines(writer, findings, score),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function backlogBlocks(writer: TextWriter, { backlog, steps }: PlanBody): string[][] {
  if (backlog === undefined) {
    const count = countOf(steps.length, 'step');
    return [
      writer.paragraph(`It has no backlog, because it follows from no profile; ${count}.`, 2),
    ];
  }
  const { items, refused } = backlog;
  return [
    items.length === 0
      ? writer.paragraph('Nothing is worth a try.', 2)
      : [...tableLines(writer, items), '', ...laneLines(writer, items)],
    ...(items.length === 0 ? [] : [readingLines(writer, items)]),
    overrideLines(writer, items),
    refusedLines(writer, refused),
  ];
}

function tableLines(writer: TextWriter, items: readonly BacklogItem[]): string[] {
  const measures = new Set(items.map(measureText));
  const isOrdered = items.some(({ dependencies }) => dependencies.length > 0);
  const isSingle = measures.size === 1; // then it is named once, so that titles have more room
  const columns: Column[] = [
    { header: 'rank', align: 'right' },
    { header: 'what', align: 'left', shrinkTo: 24 },
    ...(isSingle ? [] : [{ header: 'on', align: 'left', shrinkTo: 10 } as const]),
    { header: 'expected', align: 'right' },
    { header: 'at most', align: 'right' },
    { header: 'effort', align: 'right' },
    { header: 'score', align: 'right' },
    ...(isOrdered ? [{ header: 'after', align: 'left', shrinkTo: 6 } as const] : []),
  ];
  const rows = items
    .slice(0, ITEMS_SHOWN)
    .map((item): Cell[] => [
      { text: String(item.rank) },
      { text: oneLine(item.title) },
      ...(isSingle ? [] : [{ text: measureText(item) }]),
      { text: formatShare(item.expected.estimate) },
      { text: formatShare(item.expected.bound.hi) },
      { text: String(item.effort.amount) },
      { text: String(Number(item.rice.score.toPrecision(3))) },
      ...(isOrdered ? [{ text: afterText(item, items) }] : []),
    ]);
  const all = isSingle ? writer.paragraph(`All on ${[...measures].join('')}.`, 2) : [];
  return [...textTable(writer, columns, rows, 2), ...all];
}

function measureText({ metric: { benchmark, metric } }: BacklogItem): string {
  return oneLine(`${benchmark} ${metric}`);
}

function laneLines(writer: TextWriter, items: readonly BacklogItem[]): string[] {
  return LANES.flatMap(([lane, name]) => {
    const ranks = items.filter((item) => item.lane === lane).map(({ rank }) => rank);
    return writer.paragraph(`${name}: ${ranks.length === 0 ? 'none' : ranks.join(', ')}`, 2, 2);
  });
}

function readingLines(writer: TextWriter, items: readonly BacklogItem[]): string[] {
  const more = items.length - ITEMS_SHOWN;
  const [first] = items;
  const pairs = first?.verification.pairs ?? null;
  const seen =
    first === undefined || pairs === null
      ? ''
      : `To see ${formatShare(first.verification.smallest_effect)} on the first takes about ` +
        `${countOf(pairs, 'pair')}${minutesText(first.verification.minutes)}. `;
  return writer.paragraph(
    `Expected is half of what would be gained if the place cost nothing; at most is the best end ` +
      `of that. Effort is in ${first?.effort.unit ?? ''}. ${seen}` +
      (more > 0 ? `${more} more are in the plan. ` : '') +
      'Only a trial tells what is true.',
    2,
  );
}

function triedLines(writer: TextWriter, tried: TriedBacklogView): string[] {
  const rows = realisedRows(tried.items, tried).filter(({ decision }) => decision !== 'not tried');
  const untried = tried.items.length - rows.length;
  return [
    ...writer.heading('Predicted and realised'),
    ...rows.flatMap(({ item, predicted, measured, against, decision, reason }) =>
      writer.paragraph(
        `${item.rank}: ${decision}. Expected ${predicted}, measured: ${measured}` +
          `${against === '–' ? '' : `, ${against}`}. ${oneLine(reason)}`,
        2,
        2,
      ),
    ),
    ...writer.paragraph(
      untried === 0 ? 'All were tried.' : `${countOf(untried, 'item')} not tried.`,
      2,
      2,
    ),
    ...validationLines(tried).flatMap((line) => writer.paragraph(oneLine(line), 2, 2)),
    ...tried.unmatched.flatMap(({ proposal, reason }) =>
      writer.paragraph(`Counts for no item: ${oneLine(proposal)}: ${oneLine(reason)}`, 2, 2),
    ),
  ];
}

function overrideLines(writer: TextWriter, items: readonly BacklogItem[]): string[] {
  const set = items.flatMap(({ rank, overrides }) =>
    overrides.map(
      ({ field, from, to, by, reason }) =>
        `${rank}: ${field} from ${from} to ${to} by ${oneLine(by)}: ${oneLine(reason)}`,
    ),
  );
  return set.length === 0
    ? []
    : [...writer.heading('Set by persons'), ...set.flatMap((line) => writer.paragraph(line, 2, 2))];
}

function refusedLines(
  writer: TextWriter,
  refused: NonNullable<PlanBody['backlog']>['refused'],
): string[] {
  if (refused.length === 0) {
    return [];
  }
  const more = refused.length - REFUSED_SHOWN;
  return [
    ...writer.heading('Not worth a try'),
    ...refused
      .slice(0, REFUSED_SHOWN)
      .flatMap(({ title, reason }) =>
        writer.paragraph(`- ${oneLine(title)}: ${oneLine(reason)}`, 2, 2),
      ),
    ...(more > 0 ? writer.paragraph(`- and ${more} more, in the plan.`, 2, 2) : []),
  ];
}

function checkLines(
  writer: TextWriter,
  findings: readonly PlanFinding[],
  score: number | null,
): string[] {
  return findings.length === 0
    ? writer.paragraph(
        `hone's checks found nothing wrong; the rating without a model is ${score ?? 'missing'} ` +
          'of 10.',
        0,
      )
    : [
        ...writer.heading(`hone's checks found ${countOf(findings.length, 'problem')}`),
        ...findingLines(writer, findings),
      ];
}

function findingLines(writer: TextWriter, findings: readonly PlanFinding[]): string[] {
  const more = findings.length - FINDINGS_SHOWN;
  return [
    ...findings.slice(0, FINDINGS_SHOWN).flatMap(({ rule, step_number: step, message }) => {
      const where = step === null ? 'plan' : `step ${step}`;
      return writer.paragraph(`- ${where}, ${rule}: ${oneLine(message)}`, 2, 2);
    }),
    ...(more > 0 ? writer.paragraph(`- and ${more} more.`, 2, 2) : []),
  ];
}

/** A rating for people: the score, why it did not pass, and what would make the plan better. */
export function planRatingText(rating: Omit<PlanRating, EnvelopeField>, style: TextStyle): string {
  const writer = textWriter(style);
  const { overall_score: score, minimum_score_threshold: least, passed } = rating;
  const verdict = passed ? 'passed' : 'did not pass';
  const given = score === null ? 'no score' : `${score} of 10`;
  const better = rating.improvements_suggested.slice(0, FINDINGS_SHOWN);
  const blocks = [
    writer.heading(
      `Plan ${oneLine(rating.plan_id)} ${verdict}: ${given}, at least ${least} is asked for`,
    ),
    rating.failures.flatMap((one) => writer.paragraph(`- ${oneLine(one)}`, 2, 2)),
    findingLines(writer, rating.findings),
    rating.raters.flatMap(({ rater, scores }) => {
      const parts = Object.entries(scores).map(
        ([name, value]) => `${name.replaceAll('_', ' ')} ${value}`,
      );
      return writer.paragraph(`${oneLine(rater)}: ${parts.join(', ')}`, 2, 2);
    }),
    better.length === 0
      ? []
      : [
          ...writer.heading('What would make it better'),
          ...better.flatMap(({ priority, suggestion }) =>
            writer.paragraph(`- ${priority}: ${oneLine(suggestion)}`, 2, 2),
          ),
        ],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
