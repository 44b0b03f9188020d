import { assert } from './assert.ts';

/**
 * The item at an index that the caller knows to exist.
 *
 * @param index - from 0; negative counts from the end
 * @throws AssertionError when there is no such item
 */
export function at<T>(items: readonly T[] | Float64Array, index: number): T {
  assert(index < items.length && index >= -items.length, `index ${index} is inside the array`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the line above proves it
  return items.at(index) as T;
}
