import type { Bottleneck, ProfiledWorkload, ProfileReport } from '../model/index.ts';
import { besideTexts, elsewhereTexts } from './profile-facts.ts';
import {
  denominatorText,
  factorText,
  kindsText,
  ownerText,
  packagesText,
  placeText,
  rankText,
  shareRange,
  shareText,
} from './bottleneck-words.ts';
import { BOTTLENECK_ROWS_SHOWN, CAVEATS_SHOWN, PACKAGES_SHOWN } from './limits.ts';
import { countOf, formatShare } from './quantity.ts';
import { oneLine } from './safe-text.ts';
import { type TextStyle, type TextWriter, textWriter } from './text-style.ts';
import { type Cell, textTable } from './text-table.ts';

/** The parts of a report that its text is made from. */
export type BottleneckView = Pick<ProfileReport, 'workloads' | 'bottlenecks' | 'not_examined'>;

/**
 * The report for people: for each workload what kinds of work and whose code take the time, the ten
 * largest bottlenecks with their ranks, and what of them could not be seen if it were gone.
 */
export function bottleneckText(report: BottleneckView, style: TextStyle): string {
  const writer = textWriter(style);
  const blocks = [
    ...report.workloads.flatMap((workload) => {
      const rows = report.bottlenecks.filter(({ benchmark }) => benchmark === workload.benchmark);
      return [
        headLines(writer, workload),
        tableLines(writer, workload, rows),
        readingLines(writer, workload, rows),
        besideLines(writer, workload),
        listedLines(writer, 'What else stands out', elsewhereTexts(workload)),
        listedLines(writer, 'What weakens this', workload.caveats),
      ];
    }),
    listedLines(writer, 'What nobody looked at', report.not_examined),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function headLines(writer: TextWriter, workload: ProfiledWorkload): string[] {
  const { n } = workload.totals.shares.js;
  const owners = packagesText(workload, PACKAGES_SHOWN);
  return [
    ...writer.heading(
      `${oneLine(workload.benchmark)}: where ${denominatorText(workload.denominator)} goes ` +
        `(${countOf(n, 'profiled run')})`,
    ),
    ...writer.paragraph(`All time by kind: ${kindsText(workload)}.`, 2, 2),
    ...(owners === '' ? [] : writer.paragraph(`Shares by package: ${owners}.`, 2, 2)),
  ];
}

function tableLines(
  writer: TextWriter,
  workload: ProfiledWorkload,
  rows: readonly Bottleneck[],
): string[] {
  const columns = [
    { header: 'function', align: 'left', shrinkTo: 24 },
    { header: 'rank', align: 'right' },
    { header: 'share', align: 'right' },
    { header: '95 %', align: 'right' },
    { header: workload.bound_of === null ? '' : 'if free', align: 'right' },
    { header: 'whose', align: 'left', shrinkTo: 8 },
    { header: 'id', align: 'left' },
  ] as const;
  const cells = rows.slice(0, BOTTLENECK_ROWS_SHOWN).map((row): Cell[] => {
    const ink = row.bound?.visible === false ? 'faint' : 'plain';
    return [
      { text: placeText(row), ink },
      { text: rankText(row), ink },
      { text: shareText(row.share.actionable), ink },
      { text: shareRange(row.share.actionable), ink },
      { text: row.bound === null ? '' : `${factorText(row.bound.free)}${hidden(row)}`, ink },
      { text: whoseText(row), ink },
      { text: row.id, ink: 'faint' },
    ];
  });
  return cells.length === 0
    ? writer.paragraph('No function was seen at work.', 2)
    : textTable(writer, columns, cells, 2);
}

/** What profiling cost; nothing where that was not seen. */
function overheadText(overhead: ProfiledWorkload['methods'][number]['overhead']): string {
  return overhead === null || overhead.lo <= 0
    ? ''
    : `Profiled runs took ${formatShare(overhead.lo)} to ${formatShare(overhead.hi)} longer.`;
}

/** Whose code it is, in as few words as a column has room for. */
function whoseText({ location: { owner, package: name } }: Bottleneck): string {
  return owner === 'direct-dep' && name !== null ? oneLine(name) : ownerText(owner, name);
}

/** Marks what could not be seen, because colour is not all that a reader may have. */
function hidden({ bound }: Bottleneck): string {
  return bound?.visible === false ? ' ·' : '';
}

function readingLines(
  writer: TextWriter,
  { bound_of: boundOf, flat, smallest_effect: smallest, methods }: ProfiledWorkload,
  rows: readonly Bottleneck[],
): string[] {
  const shown = rows.slice(0, BOTTLENECK_ROWS_SHOWN);
  const ties = shown.some(({ rank, rank_worst: worst }) => rank !== worst);
  const unseen = rows.filter(({ bound }) => bound?.visible === false).length;
  const sentences = [
    `The ten largest functions take ${shareText(flat.covered_top_10)}; ` +
      `${countOf(flat.functions_seen, 'function')} took any time.`,
    ties ? 'A range of ranks is a tie: the intervals overlap, so the order is not known.' : '',
    shown.some(({ kind }) => kind === 'gc')
      ? 'The garbage collector is listed as a whole, beside the functions that carry their part.'
      : '',
    boundOf === null
      ? ''
      : `"if free" is how much faster the ${boundOf === 'cpu' ? 'CPU time' : 'run'} could get if ` +
        'the function cost nothing.',
    smallest === null || boundOf === null
      ? ''
      : unseen === 0
        ? `The least that can be seen on this machine is ${formatShare(smallest)}; all of these ` +
          'could show.'
        : `The least that can be seen on this machine is ${formatShare(smallest)}: ${unseen} of ` +
          `the ${rows.length} in the report, marked ·, would stay unseen even if they were gone.`,
    overheadText(methods[0]?.overhead ?? null),
    rows.length > shown.length
      ? `${rows.length - shown.length} more are in bottleneck-report.json.`
      : '',
  ];
  return writer.paragraph(sentences.filter((one) => one !== '').join(' '), 2);
}

/** What was seen beside the profile. */
function besideLines(writer: TextWriter, workload: ProfiledWorkload): string[] {
  return besideTexts(workload).flatMap((one) => writer.paragraph(one, 2, 2));
}

function listedLines(writer: TextWriter, title: string, caveats: readonly string[]): string[] {
  if (caveats.length === 0) {
    return [];
  }
  const more = caveats.length - CAVEATS_SHOWN;
  return [
    ...writer.heading(title),
    ...caveats
      .slice(0, CAVEATS_SHOWN)
      .flatMap((one) => writer.paragraph(`- ${oneLine(one)}`, 2, 2)),
    ...(more > 0 ? writer.paragraph(`- and ${more} more, in the report.`, 2, 2) : []),
  ];
}
