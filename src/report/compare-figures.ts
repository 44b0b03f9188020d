import { ownField } from '../base/index.ts';
import type { Sample } from '../model/index.ts';
import type { Entry } from './compare-facts.ts';
import { decisivePairs, type DrawnPair, drawnPairs } from './comparison-samples.ts';
import { html, type Markup, NOTHING } from './html.ts';
import { figureMarkup } from './html-page.ts';
import { PICTURE_CANDIDATES_MAX } from './limits.ts';
import { metricAndMode } from './metric-words.ts';
import { displayUnit, formatShare } from './quantity.ts';
import { quoted } from './result-sentence.ts';
import { differenceFigure } from './svg-differences.ts';
import { distributionFigure } from './svg-distributions.ts';
import { intervalFigure, intervalRow } from './svg-intervals.ts';

/** One candidate with its claimed metric and the pairs that were measured for it. */
interface Drawn {
  readonly entry: Entry;
  readonly pairs: readonly DrawnPair[];
}

/**
 * The figures of one comparison for the metric that was asked for: intervals, distributions, and
 * for each candidate its pairs in the order of time.
 *
 * @param id - unique on the page
 * @param samples - of this comparison; null when they can't be told apart from another's
 */
export function comparisonFigures(
  id: string,
  entries: readonly Entry[],
  samples: readonly Sample[] | null,
): Markup {
  const drawn = entries.slice(0, PICTURE_CANDIDATES_MAX);
  const [first] = drawn;
  const claimed = first?.claimed[0];
  if (first === undefined || claimed === undefined) {
    return NOTHING;
  }
  const { metric } = claimed;
  const sides = drawn.map((entry): Drawn => {
    const names = { base: entry.comparison.base.name, candidate: entry.candidate.name };
    return { entry, pairs: samples === null ? [] : drawnPairs(samples, names, metric) };
  });
  const missing =
    samples === null || samples.length === 0
      ? html`<p class="soft">
          The samples of this comparison are not there or can't be told apart, so its runs are not
          drawn.
        </p>`
      : null;
  const more = entries.length - drawn.length;
  const rest =
    more > 0
      ? html`<p class="soft">${more} more candidates are in the table but not drawn.</p>`
      : null;
  return html`<div class="figures">
      <div class="stack">${intervals(id, sides, metric)}${distributions(id, sides, metric)}</div>
      <div class="stack">
        ${sides.map((side, index) => differences(`${id}-${index}`, side, metric))}
      </div>
    </div>
    ${missing}${rest}`;
}

function intervals(id: string, sides: readonly Drawn[], metric: string): Markup {
  const results = sides.map(({ entry }) => ({
    entry,
    result: ownField(entry.candidate.metrics, metric),
  }));
  const rows = results.flatMap(({ entry, result }) =>
    result === undefined ? [] : intervalRow(entry.candidate.name, result),
  );
  const [first] = results;
  if (rows.length === 0 || first?.result === undefined) {
    return NOTHING;
  }
  const limit = formatShare(first.result.minEffect);
  const halves = rows.some((row) => row.halves.length > 0)
    ? ['Thin bars: the first and the second half of the confirmation alone, which should agree.']
    : [];
  return figureMarkup(
    `Change against ${quoted(first.entry.comparison.base.name)}`,
    intervalFigure(`${id}-interval`, rows, metric),
    [
      `${sentenceStart(metricAndMode(metric, first.result.placement))}.`,
      `Dot and bar: estimate and interval. Grey ground: changes under ${limit} do not matter.`,
      ...halves,
    ],
  );
}

function distributions(id: string, sides: readonly Drawn[], metric: string): Markup {
  const decisive = sides.map(({ entry, pairs }) => ({ entry, pairs: decisivePairs(pairs) }));
  const widest = decisive.toSorted((left, right) => right.pairs.length - left.pairs.length)[0];
  const [pair] = widest?.pairs ?? [];
  const [first] = sides.map(({ entry }) => ownField(entry.candidate.metrics, metric));
  const unit = first === undefined ? '' : displayUnit(first);
  if (widest === undefined || pair === undefined) {
    return NOTHING;
  }
  const figure = distributionFigure(
    `${id}-runs`,
    [
      {
        name: widest.entry.comparison.base.name,
        values: widest.pairs.map((one) => one.base),
        role: 'base',
      },
      ...decisive.map(({ entry, pairs }) => ({
        name: entry.candidate.name,
        values: pairs.map((one) => one.candidate),
        role: 'candidate' as const,
      })),
    ],
    unit,
    'How the runs spread',
  );
  return figure === null
    ? NOTHING
    : figureMarkup('How the runs spread', figure.svg, [
        `${sentenceStart(metricAndMode(metric, pair.placement))}, ${pair.phase} runs.`,
        'Box: the middle half, line: 5th to 95th percentile; a mark for each run.',
        ...figure.notes,
      ]);
}

function differences(id: string, { entry, pairs }: Drawn, metric: string): Markup {
  const result = ownField(entry.candidate.metrics, metric);
  const figure =
    result === undefined ? null : differenceFigure(`${id}-pairs`, pairs, metric, result);
  if (figure === null) {
    return NOTHING;
  }
  const swapped = entry.comparison.base.commit !== undefined;
  return figureMarkup(
    `${quoted(entry.candidate.name)} against ${quoted(entry.comparison.base.name)}, pair by pair`,
    figure.svg,
    [
      `Each point is one pair in the order of time (${phasesOf(pairs)}).`,
      'Hollow points decide nothing. Line and band: estimate and interval.',
      swapped
        ? 'Dashed: here base and candidate swapped folders.'
        : 'Dashed: the middle of the confirmation.',
      ...figure.notes,
    ],
  );
}

/** Phases and their modes: `screening pinned, confirmation free`. */
function phasesOf(pairs: readonly DrawnPair[]): string {
  return [...new Set(pairs.map((pair) => `${pair.phase} ${pair.placement}`))].join(', ');
}

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
