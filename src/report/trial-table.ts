import { formatPValue, formatSignedPercent, formatSignedRange } from './quantity.ts';
import { metricAndMode } from './metric-words.ts';
import { oneLine } from './safe-text.ts';
import { verdictInk } from './text-style.ts';
import type { Cell, Column } from './text-table.ts';
import type { PlacedResult } from './try-facts.ts';

/** Columns of a table of trial results; the first names the row. */
export const RESULT_COLUMNS: readonly Column[] = [
  { header: '', align: 'left', shrinkTo: 24 },
  { header: 'metric, mode', align: 'left' },
  { header: 'change', align: 'right' },
  { header: 'interval', align: 'left' },
  { header: 'adj. p', align: 'right' },
  { header: 'pairs', align: 'right' },
  { header: 'verdict', align: 'left' },
];

/** One row of such a table. @param name - what the row is about, from outside; may be shortened */
export function resultCells(name: string, placed: PlacedResult): Cell[] {
  const { metric, result } = placed;
  const { ratio, pairs } = result;
  return [
    { text: oneLine(name) },
    { text: metricAndMode(metric, result.placement) },
    { text: ratio === null ? '–' : formatSignedPercent(ratio), ink: 'strong' },
    { text: ratio === null ? '–' : formatSignedRange(ratio) },
    { text: formatPValue(result.pValue) },
    { text: `${pairs.screening}+${pairs.confirmation}` },
    { text: result.verdict, ink: verdictInk(result.verdict) },
  ];
}
