import type { Metric } from './metric.ts';
import { type Unit, unitNamed } from './unit.ts';

/** A number without sign, as the source of a pattern: `80`, `0.5`, `1e6`. */
export const UNSIGNED_NUMBER = String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;

const QUANTITY = new RegExp(`^(${UNSIGNED_NUMBER})\\s*(\\S*)$`);

/** More than anything is ever counted in; it stays finite in every unit. */
const NUMBER_MAX = 1e30;

/** A number and its unit as somebody wrote them: `80 ms` is 80 and `ms`. */
export interface QuantityWords {
  readonly number: number;
  /** Empty when there is none. */
  readonly unit: string;
}

/** The parts of `80 ms`, whatever the unit; null for what is no number of a sensible size. */
export function quantityWords(text: string): QuantityWords | null {
  const match = QUANTITY.exec(text.trim());
  const number = Number(match?.[1]);
  return match === null || number > NUMBER_MAX ? null : { number, unit: match[2] ?? '' };
}

/** The unit of a word in a quantity; here `m` is a minute, as in durations. */
export function unitInQuantity(word: string): Unit | null {
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
  const words = quantityWords(text);
  if (words === null) {
    return { kind: 'invalid', message: `"${text}" is not a quantity such as 80 ms.` };
  }
  const given = words.unit === '' ? unitOfBare(metric) : unitInQuantity(words.unit);
  if (given?.stored === metric.unit) {
    return { kind: 'ok', value: words.number * given.factor };
  }
  const message =
    words.unit === ''
      ? `"${text}" needs a unit, e.g. ${text.trim()} ms.`
      : `"${text}" is not in a unit of ${metric.name}, which is counted in ` +
        `${metric.shownIn ?? metric.unit}.`;
  return { kind: 'invalid', message };
}
