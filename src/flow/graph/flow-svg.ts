import type { FlowFile, FlowStep } from '../file/flow-file.ts';
import { isGate } from '../order/step-order.ts';
import { layersOf } from './flow-layers.ts';
import {
  conditionWords,
  cutTo,
  failureWords,
  gateWords,
  groupWords,
  oneLine,
  returnWords,
} from './plain-text.ts';
import { BOX, type FlowPicture, type PlacedLayer, placedLayers } from './svg-layout.ts';

/** Characters that fit into a box at the sizes of the style below. */
const NAME_CHARS = 27;
const AGENT_CHARS = 34;
const NOTE_CHARS = 36;

const STYLE = `
.hone-flow{--ground:#fff;--ink:#1b1f24;--soft:#57606a;--line:#8c959f;--box:#f6f8fa;--gate:#fff8e6;
--gateline:#b07d00;--back:#b4412c;font-family:system-ui,sans-serif}
@media (prefers-color-scheme:dark){.hone-flow{--ground:#14181d;--ink:#e6edf3;--soft:#9da7b3;
--line:#6e7681;--box:#1f252c;--gate:#2c2617;--gateline:#d9a520;--back:#f08a74}}
.hone-flow .ground{fill:var(--ground)}
.hone-flow .box{fill:var(--box);stroke:var(--line)}
.hone-flow .gate{fill:var(--gate);stroke:var(--gateline)}
.hone-flow .group{fill:none;stroke:var(--line);stroke-dasharray:5 4}
.hone-flow .edge{fill:none;stroke:var(--line);stroke-width:1.5}
.hone-flow .back{fill:none;stroke:var(--back);stroke-width:1.5;stroke-dasharray:6 4}
.hone-flow .tip{fill:var(--line)}
.hone-flow .backtip{fill:var(--back)}
.hone-flow text{fill:var(--ink);font-size:13px}
.hone-flow .name{font-weight:600}
.hone-flow .agent{fill:var(--soft);font-size:12px}
.hone-flow .note{fill:var(--soft);font-size:11px}
`.trim();

/**
 * A flow as a self-contained SVG: stages from top to bottom, groups in dashed frames, gates in
 * another colour, returns as dashed lines on the right. Follows the reader's light or dark mode.
 */
export function flowSvg(flow: FlowFile): string {
  const picture = placedLayers(layersOf(flow), flow.steps);
  const { width, height, layers } = picture;
  const title = escaped(oneLine(flow.name) || 'Flow');
  const summary = `${flow.steps.length} steps in ${layers.length} stages`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      `width="${width}" height="${height}" class="hone-flow" role="img">`,
    `<title>${title}</title>`,
    `<desc>${summary}: ${escaped(flow.steps.map(spoken).join(', '))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...layers.slice(1).map((layer, index) => edges(layers[index], layer)),
    ...returns(picture, flow.steps),
    ...layers.map(frame),
    ...layers.flatMap((layer) => layer.boxes.map(({ step, x, y }) => box(step, x, y))),
    '</svg>',
    '',
  ].join('\n');
}

function spoken({ id, name, agent }: FlowStep): string {
  return `${oneLine(id)} ${oneLine(name)} (${oneLine(agent)})`;
}

function box(step: FlowStep, x: number, y: number): string {
  const middle = x + BOX.width / 2;
  const name = cutTo(`${oneLine(step.id)}  ${oneLine(step.name)}`, NAME_CHARS);
  const measures = step.uses === 'measure' ? ' · measures' : '';
  const agent = oneLine(step.agent) + measures;
  const note = notesOn(step)[0] ?? '';
  const line = (kind: string, dy: number, text: string): string =>
    `<text class="${kind}" x="${middle}" y="${y + dy}" text-anchor="middle">` +
    `${escaped(text)}</text>`;
  const full = [`${step.id} ${step.name}`, ...notesOn(step), ...files(step)].map(oneLine);
  return [
    `<g><title>${escaped(full.join('; '))}</title>`,
    `<rect class="${isGate(step) ? 'gate' : 'box'}" x="${x}" y="${y}" ` +
      `width="${BOX.width}" height="${BOX.height}" rx="8"/>`,
    line('name', note === '' ? 28 : 21, name),
    line('agent', note === '' ? 47 : 38, cutTo(agent, AGENT_CHARS)),
    note === '' ? '' : line('note', 54, cutTo(note, NOTE_CHARS)),
    '</g>',
  ].join('');
}

/** What to know about a step, most important first. */
function notesOn(step: FlowStep): string[] {
  const condition = conditionWords(step);
  const gate = gateWords(step);
  return [
    condition === '' ? '' : `if ${condition}`,
    returnWords(step),
    gate === '' ? '' : `check: ${gate}`,
  ]
    .filter((note) => note !== '')
    .map(oneLine);
}

function files({ inputs, outputs }: FlowStep): string[] {
  const reads = inputs.map(({ name }) => name).join(', ');
  const writes = outputs.map(({ name }) => name).join(', ');
  return [reads === '' ? '' : `reads ${reads}`, writes === '' ? '' : `writes ${writes}`].filter(
    (text) => text !== '',
  );
}

function frame({ frame: area, group }: PlacedLayer): string {
  if (area === null || group === null) {
    return '';
  }
  const { x, y, width, height } = area;
  const name = escaped(cutTo(groupWords(group), Math.floor(width / 8)));
  return (
    `<rect class="group" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>` +
    `<text class="note" x="${x + 10}" y="${y + 15}">${name}</text>`
  );
}

/** One arrow from a stage, or its frame, to the next one: all wait for all. */
function edges(above: PlacedLayer | undefined, below: PlacedLayer): string {
  if (above === undefined) {
    return '';
  }
  const { center, bottom } = above;
  const tip = below.top;
  return (
    `<path class="edge" d="M${center} ${bottom}V${tip - 7}"/>` +
    `<path class="tip" d="M${center - 5} ${tip - 8}h10l-5 8z"/>`
  );
}

function returns({ returns: lanes }: FlowPicture, steps: readonly FlowStep[]): string[] {
  return lanes.map(({ from, to, x, fromX, fromY, toX, toY }) => {
    const words = steps.find(({ id }) => id === from)?.onFailure;
    const title = words === undefined ? '' : `${from}: ${failureWords(words)}`;
    return (
      `<g><title>${escaped(oneLine(title))}</title>` +
      `<path class="back" d="M${fromX} ${fromY}H${x}V${toY}H${toX + 8}"/>` +
      `<path class="backtip" d="M${toX + 8} ${toY - 5}v10l-8 -5z" data-to="${escaped(to)}"/></g>`
    );
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
