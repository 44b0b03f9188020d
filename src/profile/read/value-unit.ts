import type { ProfileUnit } from '../profile.ts';

/** What a unit of a format is in ours, and how many of ours one of it is. */
export interface UnitScale {
  readonly unit: ProfileUnit;
  readonly factor: number;
}

const SCALES: ReadonlyMap<string, UnitScale> = new Map([
  ['nanoseconds', { unit: 'ns', factor: 1 }],
  ['nanosecond', { unit: 'ns', factor: 1 }],
  ['ns', { unit: 'ns', factor: 1 }],
  ['microseconds', { unit: 'ns', factor: 1e3 }],
  ['microsecond', { unit: 'ns', factor: 1e3 }],
  ['us', { unit: 'ns', factor: 1e3 }],
  ['milliseconds', { unit: 'ns', factor: 1e6 }],
  ['millisecond', { unit: 'ns', factor: 1e6 }],
  ['ms', { unit: 'ns', factor: 1e6 }],
  ['seconds', { unit: 'ns', factor: 1e9 }],
  ['second', { unit: 'ns', factor: 1e9 }],
  ['s', { unit: 'ns', factor: 1e9 }],
  ['bytes', { unit: 'bytes', factor: 1 }],
  ['byte', { unit: 'bytes', factor: 1 }],
  ['kilobytes', { unit: 'bytes', factor: 1_024 }],
  ['megabytes', { unit: 'bytes', factor: 1_048_576 }],
]);

/** The scale of a unit by its name; what is no time and no bytes is counted. */
export function unitScale(name: string): UnitScale {
  return SCALES.get(name.toLowerCase()) ?? { unit: 'count', factor: 1 };
}
