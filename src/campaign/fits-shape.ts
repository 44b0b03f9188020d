import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** Compiled when it is first needed. */
const compiled = new WeakMap<TSchema, Validator>();

/** True for a value of a shape; for shapes that are looked at again and again in one process. */
export function fitsShape<T extends TSchema>(shape: T, value: unknown): value is Static<T> {
  const validator = compiled.get(shape) ?? Compile(shape);
  compiled.set(shape, validator);
  return validator.Check(value);
}
