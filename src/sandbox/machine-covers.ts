import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { HoneError } from '../base/index.ts';
import type { Covers } from './bwrap-words.ts';
import { COVERED_SOCKETS_MAX } from './limits.ts';
import { type Place, placeAround } from './view.ts';

/** What below `/proc` root may write to without any capability, or could in some kernel. */
const KERNEL_PATHS = ['sys', 'sysrq-trigger', 'irq', 'bus', 'acpi', 'fs', 'mtrr', 'scsi'].map(
  (name) => join('/proc', name),
);

/** Sockets with a name, of the whole network namespace. See proc_net_unix(5) for the format. */
const SOCKET_TABLE = '/proc/net/unix';

/**
 * What has to be covered on this machine, now, for a view with these places.
 *
 * A socket in the file system is neither kept by a read-only mount nor by a network of one's own:
 * who can see that of Docker or of a service manager can have it start anything. Those below
 * writable folders stay: they are somebody's purpose, or the command's own.
 *
 * @param table - the file that names the sockets
 * @throws HoneError E_COMMAND when there are more sockets than can be covered
 */
export function machineCovers(places: readonly Place[], table: string = SOCKET_TABLE): Covers {
  const sockets = socketsIn(table).filter((path) => isExposed(path, places));
  if (sockets.length > COVERED_SOCKETS_MAX) {
    throw new HoneError(
      'E_COMMAND',
      `More than ${COVERED_SOCKETS_MAX} sockets of other programs lie where a contained command ` +
        `can see them, such as ${sockets[0]}, and each would have to be covered. Remove stale ` +
        `ones, or run hone where fewer programs run.`,
    );
  }
  return { kernel: KERNEL_PATHS.filter((path) => existsSync(path)), sockets };
}

/** Paths without links of the sockets that exist. */
function socketsIn(table: string): string[] {
  let text: string;
  try {
    text = readFileSync(table, 'utf8');
  } catch {
    return []; // this kernel has no such sockets
  }
  const named = text
    .split('\n')
    .map((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1])
    .filter((path) => path !== undefined);
  return [...new Set(named)].map(withoutLinks).filter((path) => path !== null);
}

function withoutLinks(path: string): string | null {
  try {
    const real = join(realpathSync(dirname(path)), basename(path));
    return lstatSync(real).isSocket() ? real : null;
  } catch {
    return null; // it is gone, or lies where we can't look; then neither can the command
  }
}

function isExposed(path: string, places: readonly Place[]): boolean {
  const around = placeAround(path, places);
  return around === null || around.kind === 'read-only';
}
