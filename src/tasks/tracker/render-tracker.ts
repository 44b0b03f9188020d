import { renderBlocks, type RenderedDocument } from '../blocks/render-blocks.ts';
import { isTrackerKey, trackerBlocks } from './tracker-blocks.ts';
import type { TrackerFacts } from './tracker-facts.ts';
import { trackerOf } from './tracker-of.ts';

/**
 * Writes the hand-off document of a campaign; what people wrote in it stays, see `renderBlocks`. A
 * file that is none of hone's is kept as it is, with the tracker's parts around it.
 *
 * @param previous - the document as it is; null when there is none
 * @param sha256 - of a text, in hex
 */
export function renderTracker(
  facts: TrackerFacts,
  previous: string | null,
  sha256: (text: string) => string,
): RenderedDocument {
  return renderBlocks(trackerBlocks(trackerOf(facts)), isTrackerKey, previous, sha256);
}
