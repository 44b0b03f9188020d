import type { StepAnalysis } from '../order/independent-steps.ts';
import { columnsOf, oneLine } from './plain-text.ts';

/** Widest line, in columns of a terminal. */
const COLUMNS = 100;

/** Columns of the labels. */
const LABEL_COLUMNS = 16;

/**
 * What the steps of a flow wait for, in a few lines of at most 100 columns: its stages, what could
 * run at the same time, the longest chain, and how long that would take.
 */
export function analysisText(analysis: StepAnalysis): string {
  const { stages, opportunities, criticalPath, predicted, unmeasured } = analysis;
  const total = stages.reduce((sum, steps) => sum + steps.length, 0);
  const rows: readonly (readonly [label: string, parts: readonly string[]])[] = [
    ['Stages', chain(stages.map(stageWords))],
    [
      'In parallel',
      opportunities.length === 0
        ? ['nothing more than that']
        : opportunities.flatMap(({ steps, savedNs }, index) => {
            const saved = savedNs === null ? '' : ` (saves ${timeWords(savedNs)})`;
            const end = index === opportunities.length - 1 ? '' : ';';
            return `${steps.map(oneLine).join(' + ')}${saved}${end}`;
          }),
    ],
    ['Critical path', chain(criticalPath.map(oneLine))],
    [
      'Time',
      predicted === null
        ? unmeasured.length === total
          ? []
          : [`not known: there is no duration of ${unmeasured.map(oneLine).join(', ')}`]
        : [
            `${timeWords(predicted.nowNs)} as it is,`,
            `${timeWords(predicted.suggestedNs)} with these at the same time,`,
            `${timeWords(predicted.criticalPathNs)} at least`,
          ],
    ],
  ];
  return rows
    .filter(([, parts]) => parts.length > 0)
    .flatMap(([label, parts]) => wrapped(`${label}:`.padEnd(LABEL_COLUMNS), parts))
    .join('\n')
    .concat('\n');
}

/** `a →`, `b →`, `c`: parts between which a line may break. */
function chain(links: readonly string[]): string[] {
  return links.map((link, index) => (index === links.length - 1 ? link : `${link} →`));
}

function stageWords(steps: readonly string[]): string {
  const ids = steps.map(oneLine);
  return ids.length === 1 ? (ids[0] ?? '') : `[${ids.join(' + ')}]`;
}

function wrapped(label: string, parts: readonly string[]): string[] {
  const lines: string[] = [];
  let line = label;
  for (const word of parts.flatMap((part) => part.split(' '))) {
    const isFresh = columnsOf(line) <= LABEL_COLUMNS;
    if (!isFresh && columnsOf(`${line} ${word}`) > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(LABEL_COLUMNS) + word;
    } else {
      line += isFresh ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}

const TIME_UNITS = [
  [3_600_000_000_000, 'h'],
  [60_000_000_000, 'min'],
  [1_000_000_000, 's'],
  [1_000_000, 'ms'],
] as const;

/** A time in the unit that fits, at most three digits: `2.5 h`, `0 ms`. */
function timeWords(ns: number): string {
  const [size, unit] = TIME_UNITS.find(([each]) => ns >= each) ?? [1_000_000, 'ms'];
  const value = ns / size;
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}
