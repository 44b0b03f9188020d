/** Fields of a message as they came: nothing about them is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for an object that is no array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a field; an empty one when there is none. */
export function fieldsIn(value: unknown, name: string): Fields {
  const field = isFields(value) ? value[name] : undefined;
  return isFields(field) ? field : {};
}

/** The objects of an array in a field; what is no object is left out. */
export function listIn(value: unknown, name: string): Fields[] {
  const field = isFields(value) ? value[name] : undefined;
  return Array.isArray(field) ? field.filter(isFields) : [];
}

/** The text in a field, or null. */
export function textIn(value: unknown, name: string): string | null {
  const field = isFields(value) ? value[name] : undefined;
  return typeof field === 'string' ? field : null;
}

/** The number in a field, or null when it is none that something can cost or count. */
export function amountIn(value: unknown, name: string): number | null {
  const field = isFields(value) ? value[name] : undefined;
  return typeof field === 'number' && Number.isFinite(field) && field >= 0 ? field : null;
}
