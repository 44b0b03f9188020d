import type { BacklogItem, PlanBody, RefusedItem } from '../model/index.ts';
import { html, type Markup, NOTHING } from './html.ts';
import { figureMarkup, htmlPage, tableMarkup, type TableRow } from './html-page.ts';
import { countOf, formatShare } from './quantity.ts';
import { gainText, type TriedView } from './realised-rows.ts';
import { realisedSection } from './roadmap-realised.ts';
import { testPlanSection } from './roadmap-test-plan.ts';
import { afterText } from './test-plan-words.ts';
import { effortFigure } from './svg-effort.ts';

/** What a roadmap is made from. */
export interface RoadmapFacts {
  readonly plan: PlanBody;
  readonly items: readonly BacklogItem[];
  readonly refused: readonly RefusedItem[];
  /** What came of the items; null before any was tried. */
  readonly tried: TriedView | null;
  /** The run that the plan belongs to; null for a plan of its own. */
  readonly run: string | null;
}

const LANES: readonly (readonly [BacklogItem['lane'], string, string])[] = [
  ['quick-win', 'Quick wins', 'At most one day or attempt, at low risk.'],
  ['medium', 'Medium', 'Up to five days or attempts, or some risk.'],
  ['long-term', 'Long-term', 'More effort, or a high risk.'],
];

/**
 * `roadmap.html`: the ranked backlog, gain against effort, three lanes, what is not worth a try and
 * why; once something was tried, what was measured beside what was predicted.
 */
export function roadmapHtml(facts: RoadmapFacts): string {
  const { plan, items, refused } = facts;
  const tried = items.filter(({ status }) => status !== 'planned');
  const parts = [
    picture(items),
    ranking(items),
    realisedSection(items, facts.tried),
    testPlanSection(items),
    refusals(refused),
  ];
  return htmlPage({
    title: `Roadmap: ${plan.name}`,
    kicker: html`<b>hone</b> roadmap of plan ${plan.plan_id}, ${plan.created_at}`,
    heading: plan.name,
    lead: html`<p class="lead">${leadText(items, refused, tried)}</p>`,
    body: html`${parts}`,
    footer: `Made by ${plan.made_by}. Ranks follow from evidence; only measured results decide.`,
    data: {
      json: JSON.stringify({ plan, items, refused, tried: facts.tried, run: facts.run }, null, 2),
      file: `roadmap-${plan.plan_id}.json`,
      holds: 'The plan with all items, their evidence and bounds.',
    },
  });
}

function leadText(
  items: readonly BacklogItem[],
  refused: readonly RefusedItem[],
  tried: readonly BacklogItem[],
): string {
  const kept = tried.filter(({ status }) => status === 'kept').length;
  const done = tried.length === 0 ? '' : ` ${tried.length} tried so far, ${kept} kept.`;
  const best = items[0];
  const start = best === undefined ? 'Nothing is worth a try.' : `First: ${best.title}.`;
  return (
    `${countOf(items.length, 'item')} worth a try, ${refused.length} refused because none could ` +
    `see the gain. ${start}${done}`
  );
}

/** Gain against effort, with the lanes beside it. */
function picture(items: readonly BacklogItem[]): Markup {
  return items.length === 0
    ? NOTHING
    : html`<h2>Gain against effort</h2>
        <div class="figures">
          ${figureMarkup('Expected gain and effort of each item', effortFigure('effort', items), [
            'The number is the rank. The line spans what is possible, from nothing to the bound;',
            'the dot is what is expected. Green: quick wins, blue: medium, grey: long-term.',
          ])}
          <div class="stack">${laneFigures(items)}</div>
        </div>`;
}

function ranking(items: readonly BacklogItem[]): Markup {
  if (items.length === 0) {
    return NOTHING;
  }
  const rows = items.map((item): TableRow => ({
    kind: 'claimed',
    cells: [
      { content: String(item.rank), set: 'number' },
      { content: titleOf(item), set: 'reason' },
      { content: afterText(item, items) },
      { content: `${item.metric.benchmark} ${item.metric.metric}` },
      { content: gainText(item.expected), set: 'number' },
      { content: formatShare(item.rice.reach), set: 'number' },
      { content: String(item.rice.impact), set: 'number' },
      { content: formatShare(item.rice.confidence), set: 'number' },
      { content: `${item.effort.amount}`, set: 'number' },
      { content: String(Number(item.rice.score.toPrecision(3))), set: 'number' },
      { content: item.risk },
      { content: item.verification.pairs === null ? '–' : `${item.verification.pairs}` },
    ],
  }));
  return html`<h2>Ranked</h2>
    ${tableMarkup(
      'Score: reach in per cent × impact × confidence / effort; pairs of base and proposal: what ' +
        'the smallest change that counts needs',
      [
        { content: 'rank', set: 'number' },
        { content: 'what' },
        { content: 'after' },
        { content: 'metric' },
        { content: 'expected gain', set: 'number' },
        { content: 'reach', set: 'number' },
        { content: 'impact', set: 'number' },
        { content: 'confidence', set: 'number' },
        { content: `effort (${items[0]?.effort.unit ?? ''})`, set: 'number' },
        { content: 'score', set: 'number' },
        { content: 'risk' },
        { content: 'pairs' },
      ],
      rows,
    )}`;
}

function titleOf(item: BacklogItem): Markup {
  const changed = item.overrides.map(
    ({ field, from, to, by, reason }) =>
      html`<br /><span class="small soft"
          >${field} set from ${from} to ${to} by ${by}: ${reason}</span
        >`,
  );
  return html`${item.title}<br /><span class="small soft">${item.technique.rationale}</span>${
      changed
    }`;
}

/** ` (after 1, 3)`, for an item that waits for others. */
function laneNote(item: BacklogItem, items: readonly BacklogItem[]): string {
  return item.dependencies.length === 0 ? '' : ` (after ${afterText(item, items)})`;
}

function laneFigures(items: readonly BacklogItem[]): readonly Markup[] {
  return LANES.map(([lane, name, rule]) => {
    const own = items.filter((item) => item.lane === lane);
    const listed = own.map(
      (item) =>
        html`<li>
          ${item.rank}. ${item.title}${laneNote(item, items)}
          <span class="advice">${gainText(item.expected)}</span>
        </li> `,
    );
    return html`<figure>
      <h4>${name}</h4>
      ${
        own.length === 0
          ? html`<p class="soft">Nothing.</p>`
          : html`<ul>
              ${listed}
            </ul>`
      }
      <figcaption>${rule}</figcaption>
    </figure> `;
  });
}

function refusals(refused: readonly RefusedItem[]): Markup {
  if (refused.length === 0) {
    return NOTHING;
  }
  const rows = refused.map((item): TableRow => ({
    kind: 'beside',
    cells: [
      { content: item.title, set: 'name' },
      { content: item.bound === null ? '–' : formatShare(item.bound), set: 'number' },
      { content: formatShare(item.visible), set: 'number' },
      { content: item.reason, set: 'reason' },
    ],
  }));
  return html`<h2>Not worth a try</h2>
    ${tableMarkup(
      'Places whose whole cost is below what can be seen, or unknown',
      [
        { content: 'what' },
        { content: 'at most', set: 'number' },
        { content: 'visible', set: 'number' },
        { content: 'why' },
      ],
      rows,
    )}`;
}
