import { unitNamed } from '../model/index.ts';

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const VALUE = new RegExp(
  String.raw`^(?<number>${NUMBER})(?:\s*(?<unit>[A-Za-zµμ%][A-Za-zµμ%/]*))?\s*$`,
  'u',
);

/** What a command printed for one metric. */
export type PrintedValue =
  // `value` is in `unit`: `ns`, `bytes`, what was printed or declared, or `units`
  | { readonly kind: 'read'; readonly value: number; readonly unit: string }
  // the number stands there with a unit that can't be turned into the declared one
  | { readonly kind: 'other-unit'; readonly printed: string }
  | { readonly kind: 'absent' };

/** The unit of a number that stands alone where none is declared. */
export const NO_UNIT = 'units';

/**
 * Reads a metric from what a command printed. Two forms are understood:
 *
 * - a line `name: 12.3 ms`, `name = 12.3` or `name=12.3`, with nothing else on it. The name is
 *   compared exactly, the number is decimal with a point, and nothing but one unit may follow. When
 *   several lines fit, the last one counts: programs print totals at the end.
 * - a JSON object, either the whole output or its last line that is not empty, with the name as a
 *   key. Dots in the name step into nested objects (`stats.p50`), unless the whole name is a key.
 *   The value is a number, or a text such as `"12.3 ms"`.
 *
 * A bare number is in the declared unit. Times become ns and sizes bytes (KB is 1000), from the
 * unit that is printed or else from the declared one; a word of the user's own leaves the number as
 * it is. A form that is found but can't be read is absent rather than another guess.
 *
 * @param output - standard output of one run
 * @param name - the metric's name
 * @param declared - the unit that hone.yaml gives the metric, one that `unitNamed` knows
 */
export function valueFromOutput(output: string, name: string, declared?: string): PrintedValue {
  const printed = name === '' ? null : printedAs(output, name);
  if (printed === null) {
    return { kind: 'absent' };
  }
  const factor = factorOf(printed.unit, declared);
  if (factor === null) {
    return { kind: 'other-unit', printed: printed.unit ?? '' };
  }
  const value = printed.number * factor.factor;
  return Number.isFinite(value) ? { kind: 'read', value, unit: factor.stored } : { kind: 'absent' };
}

/** How a printed number becomes a stored one; null when the units can't be reconciled. */
function factorOf(
  printed: string | null,
  declared: string | undefined,
): { readonly factor: number; readonly stored: string } | null {
  const wanted = declared === undefined ? null : unitNamed(declared);
  if (printed === null) {
    return wanted ?? { factor: 1, stored: NO_UNIT };
  }
  const unit = unitNamed(printed);
  if (wanted === null) {
    return unit ?? { factor: 1, stored: printed };
  }
  if (unit !== null) {
    return unit.stored === wanted.stored ? unit : null;
  }
  // "12 rows" of a count says what is counted; "12 rows" of a time is a mistake.
  return wanted.stored === 'count' || wanted.stored === NO_UNIT ? wanted : null;
}

interface Printed {
  readonly number: number;
  readonly unit: string | null;
}

function printedAs(output: string, name: string): Printed | null {
  const object = jsonObjectIn(output);
  if (object !== null) {
    return valueFromJson(object, name);
  }
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  const last = lines.findLast((line) => line.startsWith(name) && afterName(line, name) !== null);
  return last === undefined ? null : valueFromText(afterName(last, name) ?? '');
}

/** What follows `name:` or `name=`, or null when the line is about something else. */
function afterName(line: string, name: string): string | null {
  return /^\s*[:=]\s*(?<rest>.*)$/u.exec(line.slice(name.length))?.groups?.['rest'] ?? null;
}

function valueFromText(text: string): Printed | null {
  const groups = VALUE.exec(text.trim())?.groups;
  return groups === undefined
    ? null
    : { number: Number(groups['number']), unit: groups['unit'] ?? null };
}

function jsonObjectIn(output: string): object | null {
  const text = output.trim();
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  return jsonObjectFrom(text) ?? jsonObjectFrom(lastLine);
}

function jsonObjectFrom(text: string): object | null {
  if (!text.startsWith('{') || !text.endsWith('}')) {
    return null; // cheap, and most outputs are no JSON
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null; // a line that only looks like JSON is text
  }
}

function valueFromJson(object: object, name: string): Printed | null {
  const found = ownField(object, name) ?? fieldAt(object, name.split('.'));
  if (typeof found === 'number') {
    return { number: found, unit: null };
  }
  return typeof found === 'string' ? valueFromText(found) : null;
}

function fieldAt(object: object, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const step of path) {
    value = typeof value === 'object' && value !== null ? ownField(value, step) : undefined;
  }
  return value;
}

function ownField(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}
