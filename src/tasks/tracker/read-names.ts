import { readBlocks } from '../blocks/read-blocks.ts';
import { HEADER_KEY, isTrackerKey, PURPOSE_LABEL, TITLE_END } from './tracker-blocks.ts';

/** What a tracker says of its campaign; each is null when it says nothing. */
export interface TrackerNames {
  readonly name: string | null;
  readonly purpose: string | null;
}

/**
 * The name and the purpose that stand in the header of a tracker, as hone wrote them or as a person
 * changed them there since. Both are Markdown, which rendering leaves as it is.
 *
 * @param text - the document, which may be anything
 */
export function trackerNames(text: string): TrackerNames {
  for (const piece of readBlocks(text, isTrackerKey)) {
    if (piece.kind === 'block' && piece.key === HEADER_KEY) {
      return {
        name: between(piece.content, '# ', TITLE_END),
        purpose: between(piece.content, PURPOSE_LABEL, ''),
      };
    }
  }
  return { name: null, purpose: null };
}

/** What stands in the first line that begins and ends so. */
function between(lines: readonly string[], start: string, end: string): string | null {
  const line = lines.find((one) => one.startsWith(start) && one.endsWith(end));
  const found = line?.slice(start.length, line.length - end.length).trim() ?? '';
  return found === '' ? null : found;
}
