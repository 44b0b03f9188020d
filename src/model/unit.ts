import { BYTES_PER_KIB, BYTES_PER_MIB, NS_PER_MS, NS_PER_S, NS_PER_US } from '../base/index.ts';

/** A unit that a metric can be printed and shown in. */
export interface Unit {
  /** As people write it: `ms`, `KiB`, `ops/s`. */
  readonly name: string;
  /** What values are stored in: `ns` for times, `bytes` for sizes, the unit itself otherwise. */
  readonly stored: string;
  /** Stored units in one of this unit. */
  readonly factor: number;
}

const BYTES_PER_GIB = 1_024 * BYTES_PER_MIB;

// Maps, because a unit is any text that somebody wrote, `constructor` too.
const NS_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', NS_PER_US],
  ['µs', NS_PER_US], // micro sign, U+00B5
  ['μs', NS_PER_US], // Greek mu, U+03BC, which looks the same
  ['ms', NS_PER_MS],
  ['s', NS_PER_S],
  ['min', 60 * NS_PER_S],
]);

/** kB and KB are 1000, KiB is 1024. */
const BYTES_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['bytes', 1],
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['KiB', BYTES_PER_KIB],
  ['MB', 1e6],
  ['MiB', BYTES_PER_MIB],
  ['GB', 1e9],
  ['GiB', BYTES_PER_GIB],
]);

/** Units that are stored as they are. */
const PLAIN: readonly string[] = ['count', '%', 'ratio', 'units'];

/** Names of the units that are no rates, for messages; a rate is any of them or a word, per s. */
export const UNIT_NAMES: readonly string[] = [
  'ns',
  'us',
  'ms',
  's',
  'min',
  'bytes',
  'B',
  'kB',
  'KiB',
  'MB',
  'MiB',
  'GB',
  'GiB',
  'count',
  '%',
  'ratio',
  'ops/s',
  'bytes/s',
];

/** `ops/s`, `MB/s`, `ns/op`: an amount or a word for what is counted, per second or operation. */
const RATE = /^(?<amount>[A-Za-zµμ][A-Za-zµμ_-]*)\/(?<per>s|op)$/u;

/**
 * The unit of a name. Times are stored in ns and sizes in bytes; so are times and sizes per second
 * or per operation. Upper and lower case differ, as they do in the International System.
 *
 * @returns null when there is no such unit
 */
export function unitNamed(name: string): Unit | null {
  const amount = amountNamed(name);
  if (amount !== null || PLAIN.includes(name)) {
    return amount ?? { name, stored: name, factor: 1 };
  }
  const rate = RATE.exec(name)?.groups;
  if (rate === undefined) {
    return null;
  }
  const per = rate['per'] ?? 's';
  const of = amountNamed(rate['amount'] ?? '');
  return of === null
    ? { name, stored: name, factor: 1 }
    : { name, stored: `${of.stored}/${per}`, factor: of.factor };
}

function amountNamed(name: string): Unit | null {
  const ns = NS_BY_UNIT.get(name);
  if (ns !== undefined) {
    return { name, stored: 'ns', factor: ns };
  }
  const bytes = BYTES_BY_UNIT.get(name);
  return bytes === undefined ? null : { name, stored: 'bytes', factor: bytes };
}

/** What people write out although units are written short. */
const UNITS_WRITTEN_OUT = new Map(
  Object.entries({
    nanosecond: 'ns',
    nanos: 'ns',
    nsec: 'ns',
    microsecond: 'us',
    micros: 'us',
    usec: 'us',
    millisecond: 'ms',
    millis: 'ms',
    msec: 'ms',
    second: 's',
    sec: 's',
    minute: 'min',
    byte: 'bytes',
    kilobyte: 'kB',
    kibibyte: 'KiB',
    megabyte: 'MB',
    mebibyte: 'MiB',
    gigabyte: 'GB',
    gibibyte: 'GiB',
    percent: '%',
    number: 'count',
    counts: 'count',
    operations: 'count',
    requests: 'count',
  }),
);

/** The unit that a written-out name means: `ms` for `Milliseconds`; null when it is none. */
export function unitWrittenOut(text: string): string | null {
  const word = text.trim().toLowerCase();
  return UNITS_WRITTEN_OUT.get(word) ?? UNITS_WRITTEN_OUT.get(word.replace(/s$/, '')) ?? null;
}
