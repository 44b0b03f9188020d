import { InvalidArgumentError } from 'commander';

import { MS_PER_S } from '../base/index.ts';

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: MS_PER_S,
  m: 60 * MS_PER_S,
  min: 60 * MS_PER_S,
  h: 3_600 * MS_PER_S,
};

/** `500ms`, `30s`, `5m`, `1h`; a bare number is seconds. In milliseconds, above 0. */
export function duration(text: string): number {
  const match = DURATION.exec(text.trim());
  const value = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? 's'] ?? Number.NaN);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Write a time like 500ms, 30s, 5m or 1h.');
  }
  return value;
}

/** `2%` or `0.02`, as a fraction in (0, 1). */
export function fraction(text: string): number {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  const value = percent === null ? Number(text) : Number(percent[1]) / 100;
  if (!Number.isFinite(value) || value <= 0 || value >= 1) {
    throw new InvalidArgumentError('Write a share like 2% or 0.02, above 0 and below 100%.');
  }
  return value;
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < min || value > max) {
      throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Collects a flag that may be given several times. */
export function repeated(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/**
 * Lets `-P size 1,10` be written with a space, which commander would take for a command: the two
 * words become one `--input=size=1,10`.
 */
export function joinInputFlags(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const name = argv[index + 1];
    const isInput = word === '-P' || word === '--input';
    if (isInput && name !== undefined && /[\s,]/.test(name) && !name.includes('=')) {
      joined.push(`--input=${name}`); // one word is refused later, with the right form
      index += 1;
    } else if (isInput && name !== undefined && !name.includes('=')) {
      joined.push(`--input=${name}=${argv[index + 2] ?? ''}`);
      index += 2;
    } else {
      joined.push(word);
    }
  }
  return joined;
}
