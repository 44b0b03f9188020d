import { type Suite, type Target, UNIT_NAMES, unitNamed } from '../../../model/index.ts';
import { readTargets } from '../../../suite/index.ts';

/** Digits of a number that are sure after it was divided by the factor of a unit. */
const SURE_DIGITS = 15;

/**
 * A target as it would be written, in the unit that takes the fewest signs: `parse wall <= 80 ms`.
 *
 * @returns null when no text says exactly this, as for a metric that is gone
 */
export function targetText(target: Target, suite: Suite): string | null {
  const { benchmark, metric } = target;
  const value = target.atMost ?? target.atLeast ?? 0;
  const sign = target.atMost === undefined ? '>=' : '<=';
  const quantities = UNIT_NAMES.flatMap((name) => {
    const factor = unitNamed(name)?.factor ?? 1;
    const amount = Number((value / factor).toPrecision(SURE_DIGITS));
    return amount >= 1 || amount === 0 ? [`${amount} ${name}`] : [];
  });
  const texts = [...quantities, String(value)]
    .toSorted((one, other) => one.length - other.length)
    .map((quantity) => `${benchmark} ${metric} ${sign} ${quantity}`);
  return texts.find((text) => isExactly(text, target, suite)) ?? null;
}

function isExactly(text: string, target: Target, suite: Suite): boolean {
  const [read] = readTargets([text], suite).targets;
  return read?.atMost === target.atMost && read?.atLeast === target.atLeast;
}
