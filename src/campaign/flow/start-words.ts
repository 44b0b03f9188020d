import { HoneError, ownField } from '../../base/index.ts';
import { ROLES } from '../../model/index.ts';
import type { Filler, PublishTarget } from './flow-started.ts';

/**
 * Reads `role=filler` words: `developer=claude -p`, `architect=person`, `qa=built-in`. A role that
 * is named several times is filled by all of them: developers propose side by side, others stand
 * in for each other in this order.
 *
 * @throws HoneError E_USAGE naming the word and the roles there are
 */
export function roleFrom(words: readonly string[]): Record<string, Filler[]> {
  const roles: Record<string, Filler[]> = {};
  for (const word of words) {
    const end = word.indexOf('=');
    const role = word.slice(0, Math.max(0, end));
    const filler = word.slice(end + 1).trim();
    if (!/^[a-z][a-z0-9_-]{0,63}$/.test(role) || filler === '') {
      throw new HoneError(
        'E_USAGE',
        `--role takes role=filler, such as 'developer=claude -p' or architect=person; "${word}" ` +
          `is not. hone's own roles: ${ROLES.join(', ')}.`,
      );
    }
    roles[role] = [...(ownField(roles, role) ?? []), fillerFrom(filler)];
  }
  return roles;
}

function fillerFrom(text: string): Filler {
  if (text === 'built-in') {
    return { kind: text };
  }
  if (text === 'person' || text === 'human') {
    return { kind: 'person' };
  }
  return { kind: 'command', command: text };
}

/**
 * Reads `folder:PATH`, `branch:NAME` or `command:LINE`.
 *
 * @throws HoneError E_USAGE
 */
export function publishTargetFrom(word: string): PublishTarget {
  const end = word.indexOf(':');
  const rest = word.slice(end + 1).trim();
  const kind = word.slice(0, Math.max(0, end));
  if (rest !== '' && kind === 'folder') {
    return { kind: 'folder', path: rest };
  }
  if (rest !== '' && kind === 'branch') {
    return { kind: 'git-branch', branch: rest };
  }
  if (rest !== '' && kind === 'command') {
    return { kind: 'command', command: rest };
  }
  throw new HoneError(
    'E_USAGE',
    `--publish takes folder:PATH, branch:NAME or command:LINE; "${word}" is none of them.`,
  );
}
