import {
  asScalar,
  type Complaints,
  type MapTree,
  type ScalarTree,
  valueAt,
} from '../../document/index.ts';
import { TIMEOUT_MS } from '../limits.ts';

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration in ms from `5m`, or from a number of ms; null when it is neither. */
export function durationMs({ value, text }: ScalarTree): number | null {
  if (typeof value === 'number') {
    return value;
  }
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*(ms|s|m|min|h|d)$/.exec(text.trim());
  const unit = MS_PER_UNIT[match?.[2] ?? ''];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/** The timeout at a key, in ms; null where there is none, or none that can be. */
export function timeoutAt(map: MapTree, key: string, complaints: Complaints): number | null {
  const value = valueAt(map, key);
  if (value === null) {
    return null;
  }
  const scalar = asScalar(value);
  const ms = durationMs(scalar);
  if (ms === null) {
    const message = `"${key}" must be a duration, not ${JSON.stringify(scalar.text)}.`;
    complaints.refuse(scalar.place, message, 'Write a number and ms, s, m, h or d: 5m.');
  } else if (ms > 0 && ms < TIMEOUT_MS.min && typeof scalar.value === 'number') {
    const message = `"${key}" is ${ms} ms, because a number alone is milliseconds.`;
    complaints.refuse(scalar.place, message, `Add the unit that is meant: ${scalar.text}s.`);
  } else if (ms < TIMEOUT_MS.min || ms > TIMEOUT_MS.max) {
    complaints.refuse(scalar.place, `"${key}" must be from 1 second to 7 days.`, null);
  } else {
    return ms;
  }
  return null;
}
