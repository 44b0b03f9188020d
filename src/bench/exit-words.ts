import { BYTES_PER_MIB, MS_PER_S } from '../base/index.ts';
import type { Exit } from '../model/index.ts';

/** How a command ended, as the rest of a sentence about it: `ended with exit code 1`. */
export function exitWords(exit: Exit): string {
  switch (exit.kind) {
    case 'exited':
      return `ended with exit code ${exit.code}`;
    case 'signalled':
      return `was killed by ${exit.signal}`;
    case 'timed-out':
      return `did not end within ${exit.afterMs / MS_PER_S} s`;
    case 'flooded':
      return `printed more than ${Math.floor(exit.bytes / BYTES_PER_MIB)} MiB`;
    case 'exceeded':
      return `used up more ${exit.what} than it may`;
  }
}
