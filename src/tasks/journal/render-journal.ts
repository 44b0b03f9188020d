import { renderBlocks, type RenderedDocument } from '../blocks/render-blocks.ts';
import type { JournalEntry } from './journal-entry.ts';
import { isJournalKey, type JournalFacts, wantedBlocks } from './wanted-blocks.ts';

/**
 * Writes the journal of a task; what people wrote in it stays, see `renderBlocks`.
 *
 * @param entries - all entries from the first on, in the order of their events
 * @param previous - the journal as it is; null when there is none
 * @param sha256 - of a text, in hex
 */
export function renderJournal(
  entries: readonly JournalEntry[],
  facts: JournalFacts,
  previous: string | null,
  sha256: (text: string) => string,
): RenderedDocument {
  return renderBlocks(wantedBlocks(entries, facts), isJournalKey, previous, sha256);
}
