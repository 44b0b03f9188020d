import { type Clock, HoneError, type Random } from '../base/index.ts';

declare const runIdBrand: unique symbol;

/** Names one run: `YYYYMMDD-HHMMSS-xxxx` in UTC, so that names sort by age. */
export type RunId = string & { readonly [runIdBrand]: true };

/** No vowels (no words by accident), no look-alikes; lower case for file systems that fold it. */
const ALPHABET = 'bcdfghjkmnpqrstvwxz23456789';
const SUFFIX_LENGTH = 4;
const PATTERN = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})-[bcdfghjkmnpqrstvwxz2-9]{4}$/;

/**
 * A fresh id. Two made in one second collide once in 531,441 times; acquire it with
 * `expect: 'new'` to be told.
 *
 * @param random - seeded from entropy, not from the run's own seed: two runs of one seed that
 *   start in the same second would otherwise get the same id
 */
export function newRunId(clock: Clock, random: Random): RunId {
  const stamp = clock
    .isoNow()
    .slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)
    .replaceAll(/[-:]/g, '')
    .replace('T', '-');
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () =>
    ALPHABET.charAt(random.integer(ALPHABET.length)),
  ).join('');
  return parseRunId(`${stamp}-${suffix}`);
}

/**
 * The one way from text to a run id.
 *
 * @throws HoneError E_USAGE when the text has another shape or names a date that does not exist
 */
export function parseRunId(text: string): RunId {
  const parts = PATTERN.exec(text);
  if (parts !== null) {
    const [, year, month, day, hour, minute, second] = parts;
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
    const date = new Date(iso);
    if (!Number.isNaN(date.getTime()) && date.toISOString() === iso) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this is the parser
      return text as RunId;
    }
  }
  const seen = JSON.stringify(text.slice(0, 60));
  throw new HoneError(
    'E_USAGE',
    `${seen} is not the name of a run. Names look like 20250131-142501-k7xw; ` +
      '`hone log` lists the runs of this repository.',
  );
}
