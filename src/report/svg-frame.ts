import { type Axis, positionOn } from './axis.ts';
import { html, type Content, type Markup } from './html.ts';

/** Width of every figure in its own units; the page scales it to the space there is. */
export const FIGURE_WIDTH = 480;

/** Free space left and right of a plot. */
const SIDE_MARGIN = 12;

/** A picture with its text alternative. */
export interface Figure {
  readonly id: string; // unique on the page; letters, digits and hyphens
  readonly height: number;
  readonly title: string;
  /** What a person who can't see the picture should know: the numbers in it. */
  readonly description: string;
}

/** The svg element around a picture, named and described for screen readers. */
export function svgFrame(figure: Figure, body: Content): Markup {
  const { id, height, title, description } = figure;
  return html`<svg
    viewBox="0 0 ${FIGURE_WIDTH} ${coordinate(height)}"
    role="img"
    aria-labelledby="${id}-title ${id}-text"
  >
    <title id="${id}-title">${title}</title>
    <desc id="${id}-text">${description}</desc>
    ${body}
  </svg>`;
}

/** A coordinate with one decimal, which is a tenth of a pixel. */
export function coordinate(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** The horizontal place of a value in a plot that spans the figure's width. */
export function across(axis: Axis, value: number): number {
  const place = SIDE_MARGIN + positionOn(axis, value) * (FIGURE_WIDTH - 2 * SIDE_MARGIN);
  return Math.min(FIGURE_WIDTH - SIDE_MARGIN, Math.max(SIDE_MARGIN, place));
}

/** Ticks with lines up through the plot and labels below; labels that collide are left out. */
export function bottomAxis(
  axis: Axis,
  place: { readonly top: number; readonly bottom: number },
  label: (tick: number) => string,
): Markup {
  let free = 0;
  const ticks = axis.ticks.map((tick) => {
    const x = across(axis, tick);
    const text = label(tick);
    const half = text.length * 3.4;
    const anchor = x - half < 0 ? 'start' : x + half > FIGURE_WIDTH ? 'end' : 'middle';
    const from = anchor === 'start' ? x : anchor === 'end' ? x - 2 * half : x - half;
    const line = html`<line
      class="grid"
      x1="${coordinate(x)}"
      x2="${coordinate(x)}"
      y1="${coordinate(place.top)}"
      y2="${coordinate(place.bottom)}"
    />`;
    if (from < free) {
      return line;
    }
    free = from + 2 * half + 8;
    return html`${line}<text
        class="tick"
        x="${coordinate(x)}"
        y="${coordinate(place.bottom + 15)}"
        text-anchor="${anchor}"
        >${text}</text
      >`;
  });
  return html`${ticks}<line
      class="rule"
      x1="${SIDE_MARGIN}"
      x2="${FIGURE_WIDTH - SIDE_MARGIN}"
      y1="${coordinate(place.bottom)}"
      y2="${coordinate(place.bottom)}"
    />`;
}
