import type { ProfileUnit } from '../../profile/index.ts';
import { formatShare, formatValue } from '../quantity.ts';
import type { FlameFrame, FlameTree, FrameChange } from './flame-tree.ts';

/** `src/lexer.js:120`, or '' when it is unknown. */
export function placeOf({ file, line }: FlameFrame): string {
  return line > 0 ? `${file}:${line}` : file;
}

/** A name that tells: functions without one are known by their place. */
export function titleOf(frame: FlameFrame): string {
  const place = frame.name === '(anonymous)' ? placeOf(frame).replace(/^.*\/(?=.)/u, '') : '';
  return place === '' ? frame.name : `${frame.name} ${place}`;
}

/** A part of the whole with digits that fit it: `12.3 %`, `0.042 %`. */
export function shareText(part: number, whole: number): string {
  return whole > 0 ? formatShare(part / whole) : '–';
}

/** What a whole graph shows: `1.23 s, mean of 5 runs`. */
export function totalText({ unit, runs, nodes, difference }: FlameTree): string {
  if (difference !== null) {
    const [before, after] = [difference.before[0] ?? 0, difference.after[0] ?? 0];
    return `${formatValue(before, unit)} before, ${formatValue(after, unit)} after`;
  }
  const total = formatValue(nodes.total[0] ?? 0, unit);
  const what = unit === 'count' ? `${total} samples` : total;
  return runs > 1 ? `${what}, mean of ${runs} runs` : what;
}

/** A change with its sign, interval and p-value, for people. */
export function changeText(change: FrameChange, unit: ProfileUnit): string {
  const withSign = (value: number): string =>
    `${value < 0 ? '-' : '+'}${formatValue(Math.abs(value), unit)}`;
  const range =
    change.lo === null || change.hi === null
      ? ''
      : ` (${withSign(change.lo)} to ${withSign(change.hi)})`;
  const pValue =
    change.pValue === null
      ? ''
      : `, p ${change.pValue < 0.001 ? '< 0.001' : `= ${change.pValue.toFixed(3)}`}`;
  const verdict = change.significant ? 'significant' : 'not significant';
  return `${withSign(change.change)}${range}, ${verdict}${pValue}`;
}
