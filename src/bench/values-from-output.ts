/** Factors to ns for times and to bytes for sizes; any other unit is the user's own. */
const UNIT_FACTORS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3, // micro sign, U+00B5
  μs: 1e3, // Greek mu, U+03BC
  ms: 1e6,
  s: 1e9,
  B: 1,
  KB: 1e3,
  kB: 1e3,
  KiB: 1024,
  MB: 1e6,
  MiB: 1_048_576,
  GB: 1e9,
  GiB: 1_073_741_824,
};

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const VALUE = new RegExp(
  String.raw`^(?<number>${NUMBER})(?:\s*(?<unit>[A-Za-zµμ%][A-Za-zµμ%/]*))?\s*$`,
  'u',
);

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
 * Times (ns, us, µs, ms, s) become nanoseconds and sizes (B, KB, KiB, MB, MiB, GB, GiB; KB is 1000)
 * become bytes. Any other unit, or none, leaves the number as it is. A form that is found but can't
 * be read makes the answer null rather than another guess.
 *
 * @param output - standard output of one run
 * @param name - the metric's name
 * @returns null when the metric is not there or its value is no finite number
 */
export function valueFromOutput(output: string, name: string): number | null {
  if (name === '') {
    return null;
  }
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

function valueFromText(text: string): number | null {
  const groups = VALUE.exec(text.trim())?.groups;
  if (groups === undefined) {
    return null;
  }
  const factor = Object.hasOwn(UNIT_FACTORS, groups['unit'] ?? '')
    ? (UNIT_FACTORS[groups['unit'] ?? ''] ?? 1)
    : 1;
  const value = Number(groups['number']) * factor;
  return Number.isFinite(value) ? value : null;
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

function valueFromJson(object: object, name: string): number | null {
  const found = ownField(object, name) ?? fieldAt(object, name.split('.'));
  if (typeof found === 'number') {
    return Number.isFinite(found) ? found : null;
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
