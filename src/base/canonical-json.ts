/**
 * JSON with object keys in code-unit order and no white space: equal values give equal text, so
 * its hash names the value. Keys whose value is `undefined` are left out.
 *
 * @throws TypeError for numbers that JSON can't carry (NaN, Infinity), which would hash as null
 * @see RFC 8785 for the idea; numbers and strings are written as JSON.stringify does
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new TypeError(`JSON can't carry the number ${value}`);
    }
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
  }
  if (typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${fields.join(',')}}`;
  }
  throw new TypeError(`JSON can't carry a ${typeof value}`);
}
