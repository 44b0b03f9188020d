import { createInterface } from 'node:readline/promises';

import { HoneError } from '../base/index.ts';

/**
 * Asks a person for a yes on the terminal. Anything else is a no, and so is the end of the input.
 *
 * @param question - ends with what to type, e.g. `Accept this change? Type yes: `
 * @param without - what to do where there is no terminal: the flag that answers
 * @throws HoneError E_USAGE without a terminal, E_INTERRUPTED on Ctrl-C
 */
export async function askForYes(
  question: string,
  without: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new HoneError('E_USAGE', without);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While it asks, the terminal is in raw mode: Ctrl-C is a key, and no signal.
  const stopped = new AbortController();
  terminal.once('SIGINT', () => stopped.abort());
  // The end of the input leaves the question open, so closing has to answer it.
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const either = AbortSignal.any([signal, stopped.signal]);
  try {
    const answer = await Promise.race([terminal.question(question, { signal: either }), closed]);
    return answer.trim().toLowerCase() === 'yes';
  } catch (thrown) {
    throw new HoneError('E_INTERRUPTED', 'Stopped at the question. Nothing was changed.', {
      cause: thrown,
    });
  } finally {
    terminal.close();
  }
}
