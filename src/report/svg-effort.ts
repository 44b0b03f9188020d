import type { BacklogItem } from '../model/index.ts';
import { axisFor, linearTicks, positionOn } from './axis.ts';
import { html, type Markup, NOTHING } from './html.ts';
import { formatShare } from './quantity.ts';
import { oneLine, shortenMiddle } from './safe-text.ts';
import { across, bottomAxis, coordinate, svgFrame } from './svg-frame.ts';

const PLOT_TOP = 16;
const PLOT_HEIGHT = 230;
const LEGEND_HEIGHT = 44;

/** How a lane is drawn: the colours of the page that stand for it, and a sign beside the number. */
const LOOK: Readonly<Record<BacklogItem['lane'], string>> = {
  'quick-win': 'improved',
  medium: 'candidate',
  'long-term': 'base',
};

/**
 * What each item may bring against what it costs: effort to the right, expected gain upwards, a bar
 * from nothing to its bound, its rank beside the dot. What lies top left comes first.
 *
 * @returns nothing for no items
 */
export function effortFigure(id: string, items: readonly BacklogItem[]): Markup {
  const [first] = items;
  if (first === undefined) {
    return NOTHING;
  }
  const amounts = items.map(({ effort }) => effort.amount);
  // Each value is a group of its own, so that none is taken for an outlier; the smaller one leaves
  // room for the levels on the left.
  const efforts = axisFor(
    [...amounts, Math.min(...amounts) * 0.6].map((amount) => [amount]),
    5,
  );
  const most = Math.max(...items.map(({ expected }) => Math.max(expected.hi, expected.estimate)));
  const bottom = PLOT_TOP + PLOT_HEIGHT;
  const up = (gain: number): number =>
    bottom - (Math.max(0, gain) / Math.max(most, 1e-9)) * PLOT_HEIGHT;
  const dots = items.map((item) => {
    const x = across(efforts, item.effort.amount);
    const y = up(item.expected.estimate);
    const anchor = positionOn(efforts, item.effort.amount) > 0.9 ? 'end' : 'start';
    return html`<g class="${LOOK[item.lane]}">
      <title>${item.title}</title>
      <line
        class="whisker"
        x1="${coordinate(x)}"
        x2="${coordinate(x)}"
        y1="${coordinate(up(item.expected.lo))}"
        y2="${coordinate(up(item.expected.hi))}"
      /><circle class="dot" cx="${coordinate(x)}" cy="${coordinate(y)}" r="5.5" />
      <text
        class="value"
        x="${coordinate(anchor === 'start' ? x + 9 : x - 9)}"
        y="${coordinate(y + 4)}"
        text-anchor="${anchor}"
        >${item.rank}</text
      >
    </g>`;
  });
  const levels = linearTicks(0, most, 4).map(
    (gain) =>
      html`<line
          class="grid"
          x1="12"
          x2="468"
          y1="${coordinate(up(gain))}"
          y2="${coordinate(up(gain))}"
        /><text class="tick" x="14" y="${coordinate(up(gain) - 3)}">${formatShare(gain)}</text>`,
  );
  const body = html`${bottomAxis(efforts, { top: PLOT_TOP, bottom }, String)}<text
      class="hint"
      x="12"
      y="11"
      >↑ expected gain</text
    ><text class="hint" x="468" y="${bottom + 34}" text-anchor="end"
      >effort, ${first.effort.unit} →</text
    >${levels}${dots}`;
  const title = 'Expected gain against effort';
  const height = bottom + LEGEND_HEIGHT;
  return svgFrame({ id, height, title, description: descriptionOf(items) }, body);
}

function descriptionOf(items: readonly BacklogItem[]): string {
  return items
    .map(
      ({ rank, title, expected, effort, lane }) =>
        `${rank}: ${shortenMiddle(oneLine(title), 80)}, ${formatShare(expected.estimate)} ` +
        `(${formatShare(expected.lo)} to ${formatShare(expected.hi)}) for ${effort.amount} ` +
        `${effort.unit}, ${lane}.`,
    )
    .join(' ');
}
