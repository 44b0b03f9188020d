import { HoneError } from '../base/index.ts';
import type { ContainmentOptions } from '../sandbox/index.ts';

const CONTAINMENTS = ['best', 'bwrap', 'srt', 'none'] as const;

/**
 * What strangers' programs are contained with, as the environment variable HONE_SANDBOX says; the
 * best that there is when it is not set.
 *
 * @throws HoneError E_USAGE when it names none
 */
export function sandboxWanted(): ContainmentOptions['wanted'] {
  const text = process.env['HONE_SANDBOX'] ?? 'best';
  const wanted = CONTAINMENTS.find((one) => one === text);
  if (wanted === undefined) {
    throw new HoneError(
      'E_USAGE',
      `HONE_SANDBOX is "${text}", which is no sandbox. Write one of ${CONTAINMENTS.join(', ')}, ` +
        `or leave it out for the best that this machine has.`,
    );
  }
  return wanted;
}
