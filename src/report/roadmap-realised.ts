import type { BacklogItem } from '../model/index.ts';
import { html, type Markup, NOTHING } from './html.ts';
import { tableMarkup, type TableRow } from './html-page.ts';
import { realisedRows, type TriedView, validationLines } from './realised-rows.ts';

/** The part of a roadmap that holds what was measured against what was predicted. */
export function realisedSection(items: readonly BacklogItem[], tried: TriedView | null): Markup {
  if (tried === null || (tried.attempts.length === 0 && tried.unmatched.length === 0)) {
    return NOTHING;
  }
  const rows = realisedRows(items, tried).map((row): TableRow => ({
    kind: row.decision === 'not tried' ? 'beside' : 'claimed',
    cells: [
      { content: row.item.title, set: 'reason' },
      { content: row.predicted, set: 'number' },
      { content: row.measured, set: 'number' },
      { content: row.against },
      { content: row.bound, set: 'number' },
      { content: html`<span class="pill ${pillOf(row.decision)}">${row.decision}</span>` },
      { content: row.reason, set: 'reason' },
      { content: row.commit },
    ],
  }));
  return html`<h2>Predicted and realised</h2>
    ${validationLines(tried).map((line) => html`<p class="text">${line}</p> `)}
    ${tableMarkup(
      'What was expected, what fresh pairs measured of the best attempt, and what the place ' +
        'could bring at most; intervals of 95 %',
      [
        { content: 'what' },
        { content: 'expected', set: 'number' },
        { content: 'measured', set: 'number' },
        { content: 'so it is' },
        { content: 'bound', set: 'number' },
        { content: 'decision' },
        { content: 'why' },
        { content: 'commit' },
      ],
      rows,
    )}
    ${unmatchedList(tried)}`;
}

function pillOf(decision: string): string {
  return decision.replaceAll(' ', '-');
}

function unmatchedList({ unmatched }: TriedView): Markup {
  return unmatched.length === 0
    ? NOTHING
    : html`<h3>Proposals that count for no item</h3>
        <ul>
          ${unmatched.map(({ proposal, reason }) => html`<li>${proposal}: ${reason}</li> `)}
        </ul>`;
}
