import type { Command } from '../../model/index.ts';
import { openRunLog } from '../run-log.ts';
import { LOG_BYTES_MAX } from './limits.ts';

/** Everything that is said in one attempt, up to a bound. */
export interface TrafficLog {
  /** Null when it was written or left out; else why not. Never throws. */
  write(stream: string, bytes: Buffer): { readonly cause: unknown } | null;
  close(ending: string): void;
}

/**
 * @param path - absolute; an older file is replaced
 * @param bytesMax - for both directions together, at least 1
 * @throws HoneError E_DISK when the file can't be begun
 */
export function openTrafficLog(
  path: string,
  command: Command,
  cwd: string,
  bytesMax: number = LOG_BYTES_MAX,
): TrafficLog {
  const log = openRunLog(path, command, cwd);
  let left = bytesMax;
  return {
    write(stream, bytes) {
      if (left <= 0) {
        return null;
      }
      left -= bytes.length;
      const failure = log.write(stream, bytes.subarray(0, left + bytes.length));
      if (failure === null && left <= 0) {
        return log.write('hone', Buffer.from(`The log ends after ${bytesMax} bytes.\n`));
      }
      return failure;
    },
    close: (ending) => log.close(ending),
  };
}
