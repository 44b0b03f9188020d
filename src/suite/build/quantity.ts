import { type Complaints, type MapTree, scalarAt, type ScalarTree } from '../../document/index.ts';
import { type Metric, type Unit, unitNamed } from '../../model/index.ts';
import { DURATION_MS_MAX } from '../limits.ts';

// A map, because a unit is any text that somebody wrote, `constructor` too.
const MS_BY_UNIT = new Map(Object.entries({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }));

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
    complaints.refuse(scalar.place, message, durationHint(scalar.text, match?.[2] ?? null));
    return otherwise;
  }
  const ms = Number(match[1]) * perUnit;
  if (ms < 1 || ms > DURATION_MS_MAX) {
    const message = `"${key}" must be between 1ms and 24h, not ${scalar.text}.`;
    complaints.refuse(scalar.place, message);
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
    complaints.refuse(scalar.place, message, negative ? 'A share is positive.' : null);
    return null;
  }
  const value = match[2] === '%' ? Number(match[1]) / 100 : Number(match[1]);
  if (value <= 0 || value >= 1) {
    const message = `"${name}" must be above 0 and below 100%, not ${scalar.text}.`;
    const percent = match[2] === '' && value >= 1 ? `Did you mean "${match[1]}%"?` : null;
    complaints.refuse(scalar.place, message, percent);
    return null;
  }
  return value;
}

/** The unit of a word; here `m` is a minute, as in durations. */
function unitOf(word: string): Unit | null {
  return unitNamed(word === 'm' ? 'min' : word);
}

/** What a bare number is in: the declared unit, or the stored one where that is no time. */
function unitOfBare({ unit, shownIn }: Metric): Unit | null {
  const declared = shownIn === undefined ? null : unitNamed(shownIn);
  return declared ?? (unit === 'ns' ? null : { name: unit, stored: unit, factor: 1 });
}

/** A number with or without unit, in the unit of a metric; or what is wrong, as a sentence. */
export type Quantity =
  | { readonly kind: 'ok'; readonly value: number }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * Reads `80 ms`, `64 MiB` or a plain number as a value of a metric, in its stored unit. A plain
 * number is in the unit that the metric declares. Other times need their unit: a bare `80` would be
 * 80 ns, which nobody means.
 */
export function quantityFor(text: string, metric: Metric): Quantity {
  const match = new RegExp(`^(${NUMBER})\\s*(\\S*)$`).exec(text.trim());
  if (match === null) {
    return { kind: 'invalid', message: `"${text}" is not a quantity such as 80 ms.` };
  }
  const number = Number(match[1]);
  const unit = match[2] ?? '';
  const given = unit === '' ? unitOfBare(metric) : unitOf(unit);
  if (given?.stored === metric.unit) {
    return { kind: 'ok', value: number * given.factor };
  }
  const message =
    unit === ''
      ? `"${text}" needs a unit, e.g. ${text.trim()} ms.`
      : `"${text}" is not in a unit of ${metric.name}, which is counted in ` +
        `${metric.shownIn ?? metric.unit}.`;
  return { kind: 'invalid', message };
}
