/**
 * The field of an object that has the name itself. Names that users choose may be `constructor` or
 * `__proto__`, which a plain lookup finds on every object.
 *
 * @returns undefined when there is no such field
 */
export function ownField<T>(
  record: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  // A descriptor, because reading `__proto__` asks the prototype even where the field is own.
  return record === undefined ? undefined : Object.getOwnPropertyDescriptor(record, name)?.value;
}
