import type { Complaints } from '../../document/index.ts';
import { hasBrokenPlaceholder, withOneSpelling } from '../placeholder.ts';
import type { PlacedText } from './fields.ts';

/** Folders of other tools, whose files hone keeps in the run's folder instead. */
const FOREIGN = /^(?:\.claude|\.cursor|\.factory|\.opencode|\.hone)\//;

/** `…/runs/<run_id>/`, with or without the folder `artifacts/`. */
const RUN_FOLDER = /^.*\bruns\/\{\{run_id\}\}\/(?:artifacts\/)?/;

/**
 * The name of an artifact: its path below the run's folder. Paths that lead into a run's folder
 * lose that part; paths into another tool's folder lose all but the last part, which is warned of.
 *
 * @returns null when it is no name; `complaints` says why
 */
export function artifactName(
  { text, place }: PlacedText,
  kind: 'artifact' | 'reasoning',
  complaints: Complaints,
): string | null {
  const spelled = withOneSpelling(text).replace(/^\.\//, '');
  if (spelled.startsWith('/') || /(?:^|[\\/])\.\.?(?:[\\/]|$)|[\\\0\n]|\/$/.test(spelled)) {
    const message = `${JSON.stringify(text)} does not name a file below the run's folder.`;
    complaints.refuse(place, message, 'Write a name such as plan.json.');
    return null;
  }
  if (hasBrokenPlaceholder(text, 'name')) {
    const message = `A bracket of a placeholder stands alone in ${JSON.stringify(text)}.`;
    complaints.refuse(place, message, 'A placeholder looks like {{run_id}}.');
    return null;
  }
  if (!/^[\p{L}\p{N}_.{][^\s:*?"|]*$/u.test(spelled)) {
    const message = `${JSON.stringify(text)} is not the name of an artifact.`;
    complaints.refuse(place, message, 'Name each file by itself, such as report.json.');
    return null;
  }
  const inside = spelled.replace(RUN_FOLDER, '');
  if (inside !== spelled || !FOREIGN.test(spelled)) {
    return inside;
  }
  const last = spelled.slice(spelled.lastIndexOf('/') + 1);
  if (kind === 'reasoning') {
    const message = "Reasoning is kept below reasoning/ in the run's folder.";
    complaints.warnOnce(place, message, 'The folder that is written here stays empty.');
    return `reasoning/${last}`;
  }
  const message = `${JSON.stringify(text)} is kept in the run's folder as "${last}".`;
  complaints.warn(place, message, null);
  return last;
}

/** True when two names mean the same artifact: equal, or one is the last part of the other. */
export function isSameArtifact(read: string, written: string): boolean {
  return read === written || written.endsWith(`/${read}`) || read.endsWith(`/${written}`);
}
