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
    return `{${fieldsOf(value)}}`;
  }
  throw new TypeError(`JSON can't carry a ${typeof value}`);
}

/** Every event of a journal goes through this, so it makes nothing that it does not need. */
function fieldsOf(value: object): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only read, by its own keys
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields);
  let text = '';
  for (const key of isInOrder(keys) ? keys : keys.sort()) {
    const item = fields[key];
    if (item !== undefined) {
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
    }
  }
  return text;
}

function isInOrder(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
}
