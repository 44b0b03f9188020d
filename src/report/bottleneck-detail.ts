import type { Bottleneck, ProfileReport, ShareOverRuns } from '../model/index.ts';
import {
  factorWithBest,
  ownerText,
  placeText,
  rankText,
  shareRange,
  shareText,
} from './bottleneck-words.ts';
import { causalLine } from './causal-text.ts';
import { oneLine } from './safe-text.ts';
import { type TextStyle, type TextWriter, textWriter } from './text-style.ts';

/** What is known about one bottleneck; or why it can't be shown. */
export type BottleneckDetail =
  | { readonly kind: 'shown'; readonly text: string; readonly rows: readonly Bottleneck[] }
  /** Several ids begin like that. */
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] }
  | { readonly kind: 'unknown' };

/** Entries of one list. */
const ITEMS_SHOWN_MAX = 20;

/** Ids that are listed when one is not unique. */
const IDS_LISTED_MAX = 10;

/**
 * All that a report says about one bottleneck, in each workload that it was seen in.
 *
 * @param id - an id, or what one begins with
 */
export function bottleneckDetail(
  { bottlenecks }: Pick<ProfileReport, 'bottlenecks'>,
  id: string,
  style: TextStyle,
): BottleneckDetail {
  const wanted = id.toLowerCase();
  const rows = wanted === '' ? [] : bottlenecks.filter((row) => row.id.startsWith(wanted));
  const ids = [...new Set(rows.map((row) => row.id))];
  if (ids.length === 0) {
    return { kind: 'unknown' };
  }
  if (ids.length > 1) {
    return { kind: 'ambiguous', ids: ids.slice(0, IDS_LISTED_MAX) };
  }
  const writer = textWriter(style);
  const blocks = rows.flatMap((row) => [
    headLines(writer, row),
    numberLines(writer, row),
    listLines(writer, 'Hot lines', hotLines(row)),
    listLines(writer, 'Called by', callers(row)),
    listLines(writer, 'Asked of the runtime', callees(row)),
    ...row.stacks.map(({ share, frames }, index) =>
      listLines(writer, `Stack ${index + 1}, ${percent(share)} of its time`, frames.map(oneLine)),
    ),
    listLines(writer, 'Evidence', evidence(row)),
    listLines(writer, 'What may help', techniques(row)),
  ]);
  const text = `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
  return { kind: 'shown', text, rows };
}

function headLines(writer: TextWriter, row: Bottleneck): string[] {
  const { owner, package: name } = row.location;
  return [
    ...writer.heading(`${row.id} ${placeText(row)}`),
    ...writer.paragraph(
      `In ${oneLine(row.benchmark)}, rank ${rankText(row)}, ${row.kind}, ` +
        `${ownerText(owner, name)}, ${row.status}, confidence ${row.confidence}.`,
      2,
    ),
  ];
}

function numberLines(writer: TextWriter, row: Bottleneck): string[] {
  const { share, bound, milliseconds, causal, growth_exponent: growth } = row;
  const { realised, rice_score: score } = row;
  const lines = [
    `itself ${withRange(share.self)}`,
    `with what it asked of the runtime and collections it caused ${withRange(share.actionable)}`,
    `with all that it calls ${withRange(share.inclusive)}`,
    ...(share.alloc === null ? [] : [`of the bytes allocated ${withRange(share.alloc)}`]),
    ...(milliseconds === null
      ? []
      : [`about ${Number(milliseconds.estimate.toPrecision(3))} ms of a run without a profiler`]),
    bound === null
      ? 'no bound: its share does not tell how much faster the whole could get'
      : `whole ${factorWithBest(bound.free)} if it were free, ${factorWithBest(bound.halved)} if ` +
        `halved${bound.visible === false ? '; too little to be seen on this machine' : ''}`,
    ...(growth === null
      ? []
      : [`grows as the input to the power of ${growth.estimate.toFixed(2)}`]),
    ...(causal === null ? [] : [causalLine(causal)]),
    ...(score === null
      ? []
      : [`scores ${Number(score.toPrecision(3))} (RICE) in the newest plan: hone plan show`]),
    ...(realised === null
      ? []
      : [
          `what was kept of it changed its metric by a factor of ` +
            `${realised.gain.estimate.toFixed(3)}, in ${realised.commit.slice(0, 10)}`,
        ]),
  ];
  return lines.flatMap((line) => writer.paragraph(`- ${line}`, 2, 2));
}

function withRange(share: ShareOverRuns): string {
  const range = shareRange(share);
  return range === '–' ? shareText(share) : `${shareText(share)} (${range}), n = ${share.n}`;
}

function hotLines({ hot_lines: lines, location }: Bottleneck): string[] {
  const file = location.file === null ? 'line ' : `${oneLine(location.file)}:`;
  return lines.map(({ line, share }) => `${file}${line}, ${percent(share)}`);
}

function callers(row: Bottleneck): string[] {
  return row.callers.map((one) => `${oneLine(one.function)}, ${percent(one.share)}`);
}

function callees({ callees: asked = [] }: Bottleneck): string[] {
  return asked.map(({ function: name, file, share }) => {
    const place = file === null ? '' : ` (${oneLine(file)})`;
    return `${oneLine(name)}${place}, ${percent(share)}`;
  });
}

function evidence(row: Bottleneck): string[] {
  return [
    ...row.evidence.map(({ artifact, text }) =>
      artifact === null ? oneLine(text) : `${oneLine(text)} (${oneLine(artifact)})`,
    ),
    ...row.detectors.map(
      ({ rule, confidence, match }) =>
        `${oneLine(rule)}, ${percent(confidence)}: ${oneLine(match)}`,
    ),
  ];
}

function techniques(row: Bottleneck): string[] {
  return row.techniques.map(
    ({ name, rationale, risk }) => `${oneLine(name)}: ${oneLine(rationale)} Risk: ${oneLine(risk)}`,
  );
}

function listLines(writer: TextWriter, title: string, items: readonly string[]): string[] {
  if (items.length === 0) {
    return [];
  }
  return [
    ...writer.paragraph(`${title}:`, 2),
    ...items.slice(0, ITEMS_SHOWN_MAX).flatMap((item) => writer.paragraph(`- ${item}`, 4, 2)),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
