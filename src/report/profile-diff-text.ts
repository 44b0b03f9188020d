import { NS_PER_MS } from '../base/index.ts';
import type { FunctionChange, ProfileDiff } from '../profile/index.ts';
import { countOf } from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';
import { type TextStyle, type TextWriter, textWriter } from './text-style.ts';
import { type Cell, textTable } from './text-table.ts';

/** What changed between two revisions, as `diffRevisions` finds it; times in ns of CPU. */
export interface ProfileDiffView {
  readonly base: { readonly name: string; readonly commit: string };
  readonly head: { readonly name: string; readonly commit: string };
  readonly benchmarks: readonly {
    readonly benchmark: string;
    readonly runs: number;
    readonly diff: ProfileDiff;
    readonly caveats: readonly string[];
  }[];
}

/** Changes that are listed of one benchmark. */
const CHANGES_SHOWN_MAX = 20;

const CAVEATS_SHOWN_MAX = 5;
const NAME_COLUMNS_MAX = 60;

/** Which functions take more or less CPU time, of each benchmark. */
export function profileDiffText(view: ProfileDiffView, style: TextStyle): string {
  const writer = textWriter(style);
  const blocks = view.benchmarks.map((one) =>
    [
      ...writer.heading(
        `${oneLine(one.benchmark)}: CPU time by function, ${sideText(view.base)} before, ` +
          `${sideText(view.head)} after (${countOf(one.runs, 'profiled run')} of each, in turn)`,
      ),
      ...diffLines(writer, one.diff),
      ...one.caveats
        .slice(0, CAVEATS_SHOWN_MAX)
        .flatMap((text) => writer.paragraph(`- ${oneLine(text)}`, 2, 2)),
    ].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

function sideText({ name, commit }: ProfileDiffView['base']): string {
  const short = commit.slice(0, 10);
  return name.startsWith(short) ? short : `${oneLine(name)} (${short})`;
}

function diffLines(writer: TextWriter, diff: ProfileDiff): string[] {
  if (diff.kind === 'too-few-runs') {
    return writer.paragraph(`Nothing can be said with fewer than ${diff.runsMin} runs.`, 2);
  }
  const clear = diff.changes.filter(({ verdict }) => verdict !== 'unclear');
  const { before, after } = diff.total;
  return [
    ...writer.paragraph(`All of it: ${ms(before)} before, ${ms(after)} after.`, 2),
    ...(clear.length === 0 ? [] : changeTable(writer, clear.slice(0, CHANGES_SHOWN_MAX))),
    ...writer.paragraph(
      `${clear.length === 0 ? 'No function' : 'No other function'} changed for sure: ` +
        `${countOf(diff.changes.length, 'function')} tested together, ` +
        `${diff.untested} too light to be tested.` +
        (clear.length > CHANGES_SHOWN_MAX
          ? ` ${clear.length - CHANGES_SHOWN_MAX} more that did are in --json.`
          : ''),
      2,
    ),
    ...(clear.length === 0
      ? []
      : writer.paragraph(
          'A function that is named changed itself, or a short one changed that was inlined into ' +
            'it: what has no line of its own in compiled code counts for the line that calls it.',
          2,
        )),
  ];
}

function changeTable(writer: TextWriter, changes: readonly FunctionChange[]): string[] {
  const columns = [
    { header: 'function', align: 'left', shrinkTo: 24 },
    { header: 'before', align: 'right' },
    { header: 'after', align: 'right' },
    { header: 'change', align: 'right' },
    { header: '95 %', align: 'right' },
    { header: 'p', align: 'right' },
  ] as const;
  const cells = changes.map(({ label, before, after, difference, pValue, verdict }): Cell[] => {
    const ink = verdict === 'slower' ? 'bad' : 'good';
    const { estimate, lo, hi } = difference;
    return [
      { text: shortenMiddle(oneLine(label), NAME_COLUMNS_MAX), ink },
      { text: ms(before), ink: 'plain' },
      { text: ms(after), ink: 'plain' },
      { text: `${estimate > 0 ? '+' : ''}${ms(estimate)}`, ink },
      { text: `${figure(lo)} to ${figure(hi)}`, ink: 'plain' },
      { text: pValue < 0.0001 ? '<0.0001' : pValue.toFixed(4), ink: 'plain' },
    ];
  });
  return textTable(writer, columns, cells, 2);
}

function ms(ns: number): string {
  return `${figure(ns)} ms`;
}

function figure(ns: number): string {
  const value = ns / NS_PER_MS;
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
