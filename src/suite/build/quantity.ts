import { NS_PER_MS, NS_PER_S, NS_PER_US } from '../../base/index.ts';
import type { Metric } from '../../model/index.ts';
import type { MapTree, ScalarTree } from '../config-tree.ts';
import { DURATION_MS_MAX } from '../limits.ts';
import type { Complaints } from './complaints.ts';
import { scalarAt } from './read-tree.ts';

// Maps, because a unit is any text that somebody wrote, `constructor` too.
const MS_BY_UNIT = new Map(Object.entries({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }));

/** Nanoseconds of a time unit. */
const NS_BY_UNIT = new Map([
  ['ns', 1],
  ['us', NS_PER_US],
  ['µs', NS_PER_US],
  ['μs', NS_PER_US], // the Greek letter, which looks the same
  ['ms', NS_PER_MS],
  ['s', NS_PER_S],
  ['m', 60 * NS_PER_S],
]);

/** Bytes of a size unit; kB is 1000, KiB is 1024. */
const BYTES_BY_UNIT = new Map([
  ['bytes', 1],
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 1_024],
  ['MiB', 1_024 ** 2],
  ['GiB', 1_024 ** 3],
]);

/** A number without sign, as text: `80`, `0.5`, `1e6`. */
const NUMBER = String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;

/** The duration at a key in ms, `otherwise` when the key is not there. */
export function durationMs(
  map: MapTree,
  key: string,
  otherwise: number,
  complaints: Complaints,
): number {
  const scalar = scalarAt(map, key);
  if (scalar === null) {
    return otherwise;
  }
  const match = new RegExp(`^(${NUMBER})\\s*([A-Za-z]*)$`).exec(scalar.text.trim());
  const perUnit = MS_BY_UNIT.get(match?.[2] ?? '');
  if (match === null || perUnit === undefined) {
    const message = `"${key}" must be a duration such as 30s, not "${scalar.text}".`;
    complaints.refuse(scalar.offset, message, durationHint(scalar.text, match?.[2] ?? null));
    return otherwise;
  }
  const ms = Number(match[1]) * perUnit;
  if (ms < 1 || ms > DURATION_MS_MAX) {
    const message = `"${key}" must be between 1ms and 24h, not ${scalar.text}.`;
    complaints.refuse(scalar.offset, message);
    return otherwise;
  }
  return Math.round(ms);
}

function durationHint(text: string, unit: string | null): string {
  if (text.trim().startsWith('-')) {
    return 'A duration is positive.';
  }
  if (unit === '') {
    return `Add a unit: ${text.trim()}s or ${text.trim()}ms.`;
  }
  const known = { min: 'm', mins: 'm', minutes: 'm', sec: 's', seconds: 's', hours: 'h' };
  const meant = Object.entries(known).find(([word]) => word.startsWith(unit ?? ' '))?.[1];
  return meant === undefined ? 'The units are ms, s, m and h.' : `Write ${meant} for the unit.`;
}

/** A share (`2%` or 0.02) as a fraction above 0 and below 1; null when it is none. */
export function share(scalar: ScalarTree, name: string, complaints: Complaints): number | null {
  const match = new RegExp(`^(${NUMBER})\\s*(%?)$`).exec(scalar.text.trim());
  if (match === null) {
    const message = `"${name}" must be a share such as 2%, not "${scalar.text}".`;
    const negative = scalar.text.trim().startsWith('-');
    complaints.refuse(scalar.offset, message, negative ? 'A share is positive.' : null);
    return null;
  }
  const value = match[2] === '%' ? Number(match[1]) / 100 : Number(match[1]);
  if (value <= 0 || value >= 1) {
    const message = `"${name}" must be above 0 and below 100%, not ${scalar.text}.`;
    const percent = match[2] === '' && value >= 1 ? `Did you mean "${match[1]}%"?` : null;
    complaints.refuse(scalar.offset, message, percent);
    return null;
  }
  return value;
}

/** A number with or without unit, in the unit of a metric; or what is wrong, as a sentence. */
export type Quantity =
  | { readonly kind: 'ok'; readonly value: number }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * Reads `80 ms`, `64 MiB` or a plain number in the unit of a metric. Times need their unit: a bare
 * `80` would be 80 ns, which nobody means.
 */
export function quantityFor(text: string, metric: Metric): Quantity {
  const match = new RegExp(`^(${NUMBER})\\s*(\\S*)$`).exec(text.trim());
  if (match === null) {
    return { kind: 'invalid', message: `"${text}" is not a quantity such as 80 ms.` };
  }
  const number = Number(match[1]);
  const unit = match[2] ?? '';
  if (unit === metric.unit || (unit === '' && !NS_BY_UNIT.has(metric.unit))) {
    return { kind: 'ok', value: number };
  }
  for (const scale of [NS_BY_UNIT, BYTES_BY_UNIT]) {
    const from = scale.get(unit);
    const to = scale.get(metric.unit);
    if (from !== undefined && to !== undefined) {
      return { kind: 'ok', value: (number * from) / to };
    }
  }
  const message =
    unit === ''
      ? `"${text}" needs a unit, e.g. ${text.trim()} ms.`
      : `"${text}" is not in a unit of ${metric.name}, which is counted in ${metric.unit}.`;
  return { kind: 'invalid', message };
}
