import type { Complaints, ScalarTree } from '../../document/index.ts';
import { PATH_CHARS_MAX } from '../limits.ts';

/**
 * A folder inside the repository as a clean relative path, `.` for the root.
 *
 * @returns null when there is no such key, or the path leaves the repository, which is refused
 */
export function folderFrom(
  scalar: ScalarTree | null,
  name: string,
  complaints: Complaints,
): string | null {
  if (scalar === null) {
    return null;
  }
  const { text, place } = scalar;
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  const leaves = text.startsWith('/') || /^[A-Za-z]:/.test(text) || parts.includes('..');
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const odd = text === '' || text.length > PATH_CHARS_MAX || /[\u0000-\u001f\\]/.test(text);
  if (leaves || odd || parts.some((part) => part.toLowerCase() === '.git')) {
    const shown = JSON.stringify(text);
    const message = `"${name}" must be a folder inside the repository, not ${shown}.`;
    complaints.refuse(place, message, 'Write it from the root, with / between folders.');
    return null;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
