import type { BacklogItem } from '../model/index.ts';
import { html, type Markup, NOTHING } from './html.ts';
import { tableMarkup, type TableRow } from './html-page.ts';
import { formatShare } from './quantity.ts';
import { pairsText } from './test-plan-words.ts';

/** The part of a roadmap that says how each item will be judged, before it is tried. */
export function testPlanSection(items: readonly BacklogItem[]): Markup {
  if (items.length === 0) {
    return NOTHING;
  }
  const rows = items.map((item): TableRow => ({
    kind: 'claimed',
    cells: [
      { content: String(item.rank), set: 'number' },
      { content: item.title, set: 'reason' },
      {
        content: html`${item.metric.benchmark} ${item.metric.metric}<br />${formatShare(
            item.verification.smallest_effect,
          )}
          or more counts<br />${pairsText(item)}`,
        set: 'reason',
      },
      {
        content: html`<ul>
          ${item.acceptance.map((one) => html`<li>${one}</li> `)}
        </ul>`,
        set: 'reason',
      },
      { content: item.verification.canary, set: 'reason' },
    ],
  }));
  return html`<h2>How each will be judged</h2>
    ${tableMarkup(
      'Test plan: what has to be seen before an item is kept, and how a later release would be ' +
        'judged',
      [
        { content: 'rank', set: 'number' },
        { content: 'what' },
        { content: 'measured by' },
        { content: 'kept when' },
        { content: 'canary or flag' },
      ],
      rows,
    )}`;
}
