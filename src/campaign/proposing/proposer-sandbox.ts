import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

import type { Contain } from '../../agent/index.ts';
import type { Repository } from '../../git/index.ts';
import type { CommandLine } from '../../model/index.ts';
import { type Containment, openContainment, type ContainmentOptions } from '../../sandbox/index.ts';
import { keyFolders } from '../key-folders.ts';

/** How proposers of one run are kept from the machine. */
export interface ProposerSandbox {
  readonly kind: Containment['kind'];
  /** For every report. */
  readonly description: string;
  /**
   * For one agent; undefined where nothing contains it.
   *
   * @param folder - absolute path of its clone; null for one that changes no files
   * @param given - absolute folder of what it is given to read, also where all around is hidden
   */
  containFor(folder: string | null, given?: string): Contain | undefined;
}

/** What a proposer must not change, and what it must not know. */
export interface SandboxedSubject {
  readonly repository: Repository;
  /** Absolute path of `.hone`: what was measured, and the seeds of hidden inputs. */
  readonly storeFolder: string;
  /** Files of the suite, relative to the root: nobody can write to them in a clone either. */
  readonly frozen: readonly string[];
}

/** Files of the suite that are made read-only one by one; the trial restores them in any case. */
const FROZEN_MAX = 200;

/**
 * Finds a containment for agents: they write to their own clone and output folder, read the rest of
 * the machine except for what hone knows and for keys to other machines, and reach the network,
 * because their models are there.
 *
 * @throws HoneError E_MISSING_TOOL when a sandbox is wanted by name that does not hold here
 */
export async function openProposerSandbox(
  subject: SandboxedSubject,
  wanted: ContainmentOptions['wanted'],
  signal: AbortSignal,
): Promise<ProposerSandbox> {
  const scratch = mkdtempSync(join(tmpdir(), 'hone-sandbox-'));
  let containment: Containment;
  try {
    containment = await openContainment({ wanted, scratch, signal });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const { kind, description } = containment;
  return {
    kind,
    description,
    containFor: (folder, given) =>
      kind === 'none'
        ? undefined
        : (command, writable, readable) =>
            contained(subject, containment, {
              command,
              folder,
              writable,
              readable: given === undefined ? readable : [...readable, given],
            }),
  };
}

function contained(
  { repository, storeFolder, frozen }: SandboxedSubject,
  containment: Containment,
  what: {
    readonly command: CommandLine;
    readonly folder: string | null;
    readonly writable: readonly string[];
    readonly readable: readonly string[];
  },
): Promise<CommandLine> {
  const { command, folder, writable, readable } = what;
  // Objects are borrowed by the clone, so they stay readable where all else of the store is hidden.
  const objects = join(storeFolder, 'objects');
  mkdirSync(objects, { recursive: true });
  const named = command.words.filter((word) => isAbsolute(word) && existsSync(word));
  const folders = folder === null ? writable : [folder, ...writable];
  const isWritable = (path: string): boolean =>
    folders.some((one) => path === one || path.startsWith(`${one}/`));
  const kept = folder === null ? [] : frozen.slice(0, FROZEN_MAX).map((path) => join(folder, path));
  return containment.contain(command, {
    writable: folders,
    readOnly: [
      ...kept.filter((path) => existsSync(path)),
      ...[repository.root, repository.commonDir, objects, ...readable].filter((path) =>
        existsSync(path),
      ),
      ...named.filter((path) => !isWritable(path) && !path.startsWith(storeFolder) && path !== '/'),
    ],
    hidden: [storeFolder, ...keyFolders('agent')],
    network: 'host',
  });
}
