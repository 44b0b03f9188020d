import { type Complaints, type MapTree, scalarAt, type ScalarTree } from '../../document/index.ts';
import { UNSIGNED_NUMBER } from '../../model/index.ts';
import { DURATION_MS_MAX } from '../limits.ts';

// A map, because a unit is any text that somebody wrote, `constructor` too.
const MS_BY_UNIT = new Map(Object.entries({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }));

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
  const match = new RegExp(`^(${UNSIGNED_NUMBER})\\s*([A-Za-z]*)$`).exec(scalar.text.trim());
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
  const match = new RegExp(`^(${UNSIGNED_NUMBER})\\s*(%?)$`).exec(scalar.text.trim());
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
