import { createContext, Script } from 'node:vm';

import { fieldsOf } from './json-fields.ts';

/** What came of a computation that may take too long. */
export type Timed<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'too-slow' };

/**
 * Computes something in this thread and gives up when it takes too long, which a regular
 * expression from elsewhere may: one that backtracks takes longer than the universe lasts. Node's
 * `vm` is what can interrupt that, even within a single match; nothing else of it is used.
 *
 * @param ms - at least 1
 * @throws what `compute` throws
 */
export function withinTime<T>(ms: number, compute: () => T): Timed<T> {
  const results: T[] = [];
  global['compute'] = (): void => void results.push(compute());
  try {
    CALL.runInContext(global, { timeout: ms });
  } catch (thrown) {
    // An error of the other context is no instance of this one's Error.
    if (fieldsOf(thrown)['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return { kind: 'too-slow' };
    }
    throw thrown;
  }
  const [value] = results;
  return value === undefined ? { kind: 'too-slow' } : { kind: 'value', value };
}

const CALL = new Script('compute()');

/** One for all calls, because making one takes a millisecond. */
const global = createContext({});
