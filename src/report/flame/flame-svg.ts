import { at } from '../../base/index.ts';
import { escapeHtml } from '../html.ts';
import { formatShare, formatValue } from '../quantity.ts';
import { displayWidth } from '../safe-text.ts';
import type { FlameTree } from './flame-tree.ts';
import { isGone, legendOf, lookOf, LOOKS } from './frame-look.ts';
import { changeText, placeOf, shareText, titleOf, totalText } from './frame-words.ts';
import { FRAME_PIXELS_MIN, SVG_BYTES_MAX, SVG_ROWS_MAX } from './limits.ts';
import { svgStyle } from './svg-style.ts';

/** How a static graph is drawn. */
export interface FlameSvgOptions {
  readonly title: string;
  /** In pixels; 1200 by default. */
  readonly width?: number;
  /** Where the outermost calls are; on top by default. */
  readonly root?: 'top' | 'bottom';
}

const ROW = 18;
const SIDE = 12;

/** Advance of the widest of the monospaced fonts that are named, at 11 pixels. */
const COLUMN_PIXELS = 6.7;
const LEGEND_COLUMN_PIXELS = 6.9;
const LEGEND_ROW = 20;

/**
 * A flame graph as a picture without scripts, for reports and pull requests: a `<title>` on each
 * frame, both colour schemes, nothing from outside, at most SVG_BYTES_MAX bytes. Frames too narrow
 * for that are left out, and the picture says from which share on it shows them.
 */
export function flameSvg(tree: FlameTree, options: FlameSvgOptions): string {
  const plot = (options.width ?? 1200) - 2 * SIDE;
  let pixelsMin = FRAME_PIXELS_MIN;
  for (;;) {
    const { placed } = placedFrames(tree, plot, pixelsMin);
    const svg = drawn(tree, options, pixelsMin);
    const bytes = new TextEncoder().encode(svg).length;
    if (bytes <= SVG_BYTES_MAX || placed.length <= 1) {
      return svg;
    }
    // As many of the widest as fit, if all take the same room; at most nine tenths of these.
    const room = Math.floor(placed.length * Math.min(0.9, (0.97 * SVG_BYTES_MAX) / bytes));
    const widths = Float64Array.from(placed, ({ width }) => width).sort();
    const widest = widths[widths.length - 1 - room] ?? 0;
    pixelsMin = Math.max(pixelsMin, widest) * (1 + Number.EPSILON);
  }
}

interface Layout {
  readonly width: number;
  readonly plot: number; // width of the frames
  readonly rows: number;
  readonly top: number; // of the first row
  readonly root: 'top' | 'bottom';
  readonly pixelsMin: number;
}

interface Placed {
  readonly node: number;
  readonly row: number;
  readonly x: number;
  readonly width: number;
}

function drawn(tree: FlameTree, options: FlameSvgOptions, pixelsMin: number): string {
  const width = options.width ?? 1200;
  const plot = width - 2 * SIDE;
  const { placed, cutRows } = placedFrames(tree, plot, pixelsMin);
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 1);
  const legend = legendLines(tree, width, 58);
  const top = 58 + legend.height;
  const layout = { width, plot, rows, top, root: options.root ?? 'top', pixelsMin };
  const notes = noteLines(tree, layout, cutRows);
  const height = top + rows * ROW + 14 + notes.length * 16;
  const description = `${totalText(tree)}. Each frame is as wide as what it and its calls take.`;
  const title = options.title;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
      `height="${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${xmlText(title)}</title>`,
    `<desc id="d">${xmlText(description)}</desc>`,
    `<style>${svgStyle()}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="head" x="${SIDE}" y="26">${xmlText(clipped(title, (plot - 8) / 9.2))}</text>`,
    `<text class="soft" x="${SIDE}" y="45">${xmlText(totalText(tree))}</text>`,
    ...legend.lines,
    ...placed.map((one) => frameLine(tree, one, layout)),
    ...notes.map(
      (note, index) =>
        `<text class="soft" x="${SIDE}" y="${top + rows * ROW + 18 + index * 16}">` +
        `${xmlText(note)}</text>`,
    ),
    '</svg>\n',
  ].join('\n');
}

/** Frames that are wide enough, with their places. */
function placedFrames(tree: FlameTree, plot: number, pixelsMin: number) {
  const { parent, total } = tree.nodes;
  const scale = plot / Math.max(total[0] ?? 0, Number.MIN_VALUE);
  const start = new Float64Array(parent.length);
  const filled = new Float64Array(parent.length);
  const row = new Int32Array(parent.length);
  const placed: Placed[] = [];
  let cutRows = false;
  for (let node = 0; node < parent.length; node++) {
    const above = parent[node] ?? -1;
    if (above >= 0) {
      start[node] = (start[above] ?? 0) + (filled[above] ?? 0);
      filled[above] = (filled[above] ?? 0) + (total[node] ?? 0);
      row[node] = (row[above] ?? 0) + 1;
    }
    const width = (total[node] ?? 0) * scale;
    if (width >= pixelsMin) {
      const isShown = (row[node] ?? 0) < SVG_ROWS_MAX;
      cutRows ||= !isShown;
      if (isShown) {
        placed.push({ node, row: row[node] ?? 0, x: SIDE + (start[node] ?? 0) * scale, width });
      }
    }
  }
  return { placed, cutRows };
}

/** A frame as one line; without the layout that templates have, because there are many. */
function frameLine(tree: FlameTree, { node, row, x, width }: Placed, layout: Layout): string {
  const frame = at(tree.frames, tree.nodes.frame[node] ?? 0);
  const look = lookOf(tree, node);
  const place = layout.root === 'top' ? row : layout.rows - 1 - row;
  const y = layout.top + place * ROW;
  const drawnWidth = Math.max(FRAME_PIXELS_MIN, width - (width > 3 ? 1 : 0));
  const columns = Math.floor((width - 7) / COLUMN_PIXELS);
  const sign = node === 0 ? '' : `${LOOKS[look].sign} `;
  const label = columns >= 4 ? xmlText(clipped(`${sign}${titleOf(frame)}`, columns)) : '';
  const text = label === '' ? '' : `<text x="${decimal(x + 3)}" y="${y + 12.5}">${label}</text>`;
  return (
    `<g><title>${xmlText(hoverText(tree, node))}</title>` +
    `<rect class="${look}${isGone(tree, node) ? ' was' : ''}" x="${decimal(x)}" y="${y}" ` +
    `width="${decimal(drawnWidth)}" height="17"/>${text}</g>`
  );
}

function hoverText(tree: FlameTree, node: number): string {
  const { frames, nodes, unit, difference } = tree;
  const number = nodes.frame[node] ?? 0;
  const frame = at(frames, number);
  const place = placeOf(frame);
  const total = nodes.total[node] ?? 0;
  const head = place === '' ? frame.name : `${frame.name} (${place})`;
  const amounts =
    difference === null
      ? `${shareText(total, nodes.total[0] ?? 0)}, ${formatValue(total, unit)}, ` +
        `of its own ${formatValue(nodes.self[node] ?? 0, unit)}`
      : `before ${formatValue(difference.before[node] ?? 0, unit)}, ` +
        `after ${formatValue(difference.after[node] ?? 0, unit)}`;
  const change = difference?.changes[number];
  const all = change === null || change === undefined ? '' : `; ${changeText(change, unit)}`;
  return `${head}: ${amounts}${all}`;
}

function legendLines(
  tree: FlameTree,
  width: number,
  top: number,
): { readonly lines: readonly string[]; readonly height: number } {
  let x = SIDE;
  let y = top;
  const lines = legendOf(tree).map(({ name, look, share }) => {
    const text = `${look.sign} ${look.words} ${formatShare(Number(share.toPrecision(2)))}`;
    const needed = displayWidth(text) * LEGEND_COLUMN_PIXELS + 34;
    if (x + needed > width && x > SIDE) {
      x = SIDE;
      y += LEGEND_ROW;
    }
    const entry =
      `<rect class="${name}${name === 'gone' ? ' was' : ''}" x="${decimal(x)}" y="${y}" ` +
      `width="14" height="12"/>` +
      `<text class="soft" x="${decimal(x + 20)}" y="${y + 10}">${xmlText(text)}</text>`;
    x += needed;
    return entry;
  });
  return { lines, height: y - top + LEGEND_ROW + 2 };
}

/** What the picture leaves out, in lines that fit. */
function noteLines(tree: FlameTree, { plot, pixelsMin }: Layout, cutRows: boolean): string[] {
  const least = formatShare(Number((pixelsMin / plot).toPrecision(2)));
  const test = tree.difference?.test;
  const notes = [
    ...(test === undefined ? [] : [test]),
    `Shown are frames from ${least} on${cutRows ? `, the outermost ${SVG_ROWS_MAX} rows` : ''}.`,
  ];
  const columns = Math.floor(plot / COLUMN_PIXELS);
  return notes.flatMap((note) => wrapped(note, columns));
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** The start of a text that fits, with an ellipsis where something is missing. */
function clipped(text: string, columns: number): string {
  if (displayWidth(text) <= columns) {
    return text;
  }
  let start = '';
  let width = 1;
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns) {
      break;
    }
    start += character;
  }
  return `${start.trimEnd()}…`;
}

/** Text escaped, and without the two characters that HTML takes and XML does not. */
function xmlText(text: string): string {
  return escapeHtml(text).replaceAll(/[\ufffe\uffff]/gu, '\ufffd');
}

function decimal(value: number): string {
  return String(Number(value.toFixed(1)));
}
