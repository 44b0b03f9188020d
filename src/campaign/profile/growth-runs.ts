import { HoneError, NS_PER_MS } from '../../base/index.ts';
import type { Command } from '../../model/index.ts';
import { bottlenecksOf, type WorkloadFacts } from '../../profile/index.ts';
import { GROWTH_MS_MIN, GROWTH_SIZES_MAX, GROWTH_SIZES_MIN } from './limits.ts';
import type { Growth } from './runtime-seen.ts';

/** An input of a command and the sizes at which it is run. */
export interface InputSizes {
  readonly name: string;
  /** Ascending, all different, above 0. */
  readonly sizes: readonly number[];
}

/** Workloads that differ in the size of one input alone. */
export interface Family {
  readonly input: string;
  /** Ascending by size. */
  readonly members: readonly { readonly id: string; readonly size: number }[];
}

/**
 * `size=1000,2000,4000` as a user writes it.
 *
 * @throws HoneError E_USAGE for fewer than three sizes, more than ten, or what is no number above 0
 */
export function parseSizes(spec: string): InputSizes {
  const [, name = '', values = ''] = /^([A-Za-z_][\w-]*)=(.*)$/.exec(spec) ?? [];
  const sizes = new Set(values.split(',').map((value) => sizeIn(value.trim())));
  const isMany = sizes.size > GROWTH_SIZES_MAX;
  if (name === '' || sizes.size < GROWTH_SIZES_MIN || isMany || sizes.has(null)) {
    throw new HoneError(
      'E_USAGE',
      `Growth needs an input with ${GROWTH_SIZES_MIN} to ${GROWTH_SIZES_MAX} different sizes ` +
        `above 0, not "${spec}". Write: -P size 1000,2000,4000 -- node job.js {size}`,
    );
  }
  return {
    name,
    sizes: [...sizes].flatMap((size) => size ?? []).toSorted((left, right) => left - right),
  };
}

/** The command at one size. @throws HoneError E_USAGE when it does not say where the size goes */
export function commandAt(command: Command, input: string, size: number): Command {
  const place = `{${input}}`;
  const texts = command.kind === 'shell' ? [command.text] : command.words;
  if (!texts.some((text) => text.includes(place))) {
    throw new HoneError(
      'E_USAGE',
      `The command does not say where the size goes. Put ${place} into it.`,
    );
  }
  const fill = (text: string): string => text.replaceAll(place, String(size));
  const [first, ...more] = command.kind === 'shell' ? [''] : command.words;
  return command.kind === 'shell'
    ? { kind: 'shell', text: fill(command.text) }
    : { kind: 'words', words: [fill(first ?? ''), ...more.map(fill)] };
}

/**
 * Benchmarks that are one workload at several sizes, by their ids: `parse/size=1000,kind=a`. Those
 * of which there are too few are left out.
 */
export function familiesOf(ids: readonly string[]): Family[] {
  const members = ids.flatMap((id) => {
    const [whole = '', base = ''] = /^(.*\/)[^/]*=[^/]*$/.exec(id) ?? [];
    const pairs = whole.slice(base.length).split(',');
    return pairs.flatMap((pair, place) => {
      const [input = '', value = ''] = pair.split('=');
      const size = sizeIn(value);
      const family = `${base}${pairs.with(place, input).join(',')}`;
      return size === null || whole === '' ? [] : [{ family, input, id, size }];
    });
  });
  return [...Map.groupBy(members, ({ family }) => family).values()].flatMap((own) => {
    const [first] = own;
    return first === undefined || new Set(own.map(({ size }) => size)).size < GROWTH_SIZES_MIN
      ? []
      : [
          {
            input: first.input,
            members: own
              .map(({ id, size }) => ({ id, size }))
              .toSorted((left, right) => left.size - right.size),
          },
        ];
  });
}

/**
 * The time of functions at each size, for those that the largest one lists. What took too few looks
 * at a size is left out there, because noise decides it.
 *
 * @param members - ascending by size, with one index of functions
 */
export function growthIn(
  input: string,
  members: readonly { readonly size: number; readonly facts: WorkloadFacts }[],
): Growth {
  const largest = members.at(-1);
  const rows = largest === undefined ? [] : bottlenecksOf(largest.facts);
  const functions = largest?.facts.index.functions ?? [];
  const scaling = rows
    .filter(({ kind, location }) => kind === 'cpu' && location.owner !== 'runtime')
    .map(({ location }) => {
      const number = functions.findIndex(
        ({ name, file, line, column }) =>
          file === (location.file ?? '') &&
          line === (location.line ?? 0) &&
          column === (location.column ?? 0) &&
          (name === location.function || location.function === '(anonymous)'),
      );
      const points = members.flatMap(({ size, facts }) =>
        facts.runs.map(({ cpu }) => ({
          size,
          ms: (cpu.functions.inclusive[number] ?? 0) / NS_PER_MS,
        })),
      );
      return {
        name: location.function,
        file: location.file ?? '',
        line: location.line ?? 0,
        points: points.filter(({ ms }) => ms >= GROWTH_MS_MIN),
      };
    });
  return { input, sizes: members.map(({ size }) => size), scaling };
}

function sizeIn(text: string): number | null {
  const size = Number(text);
  return /^\d+(?:\.\d+)?(?:e\d+)?$/i.test(text) && size > 0 && Number.isFinite(size) ? size : null;
}
