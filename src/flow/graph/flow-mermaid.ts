import { at } from '../../base/index.ts';
import type { FlowFile, FlowStep } from '../file/flow-file.ts';
import { isGate } from '../order/step-order.ts';
import { layersOf } from './flow-layers.ts';
import { conditionWords, groupWords, oneLine } from './plain-text.ts';

/** A flow as a Mermaid flowchart: stages from top to bottom, returns as dotted arrows. */
export function flowMermaid(flow: FlowFile): string {
  const layers = layersOf(flow);
  const node = new Map(flow.steps.map(({ id }, index) => [id, `s${index}`] as const));
  const nodeOf = ({ id }: FlowStep): string => node.get(id) ?? '';
  const lines = ['flowchart TD'];
  layers.forEach(({ group, steps }, index) => {
    const boxes = steps.map((step) => `${nodeOf(step)}${box(step)}`);
    if (group === null) {
      lines.push(...boxes.map((one) => `  ${one}`));
    } else {
      const inside = boxes.map((one) => `    ${one}`);
      lines.push(`  subgraph g${index}["${escaped(groupWords(group))}"]`, ...inside, '  end');
    }
  });
  for (let index = 1; index < layers.length; index++) {
    const above = at(layers, index - 1)
      .steps.map(nodeOf)
      .join(' & ');
    const below = at(layers, index).steps.map(nodeOf).join(' & ');
    lines.push(`  ${above} --> ${below}`);
  }
  for (const step of flow.steps) {
    const back = step.onFailure.goto;
    const target = node.get(back?.step ?? '');
    if (back !== null && target !== undefined) {
      lines.push(`  ${nodeOf(step)} -. "fails, at most ${back.max}x" .-> ${target}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function box(step: FlowStep): string {
  const condition = conditionWords(step);
  const label = [
    `${step.id} · ${step.name}`,
    step.agent,
    ...(condition === '' ? [] : [`if ${condition}`]),
  ]
    .map(escaped)
    .join('<br/>');
  return isGate(step) ? `{{"${label}"}}` : `["${label}"]`;
}

/** Everything that could end a label or be read as markup, as Mermaid's `#code;`. */
function escaped(text: string): string {
  return oneLine(text).replaceAll(/[^\p{L}\p{N} .,·_-]/gu, (sign) => {
    return `#${sign.codePointAt(0) ?? 0};`;
  });
}
