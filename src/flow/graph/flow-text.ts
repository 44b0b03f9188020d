import type { FlowFile, FlowStep } from '../file/flow-file.ts';
import { executionOrder } from '../order/execution-order.ts';
import { type Layer, layersOf } from './flow-layers.ts';
import {
  columnsOf,
  conditionWords,
  cutTo,
  durationWords,
  failureWords,
  gateWords,
  groupWords,
  oneLine,
} from './plain-text.ts';

/** Widest line, in columns of a terminal. */
const COLUMNS = 100;

/** Widest column for ids and for names. */
const ID_COLUMNS_MAX = 14;
const NAME_COLUMNS_MAX = 40;

/** Stands for a space where no line may break. */
const TIED = '\u00a0';

interface Widths {
  readonly id: number;
  readonly name: number;
}

/**
 * A flow as a listing for a terminal, at most 100 columns wide: stages in their order, groups in
 * brackets, and for each step who does it, what it reads and writes, and what its gate asks for.
 */
export function flowText(flow: FlowFile): string {
  const layers = layersOf(flow);
  const widths: Widths = {
    id: widest(
      flow.steps.map(({ id }) => id),
      ID_COLUMNS_MAX,
    ),
    name: widest(
      flow.steps.map(({ name }) => name),
      NAME_COLUMNS_MAX,
    ),
  };
  return [
    ...heading(flow, layers),
    ...layers.flatMap((layer) => ['', ...layerLines(flow, layer, widths)]),
    '',
    ...footer(flow),
  ]
    .map((line) => line.replaceAll(TIED, ' ').trimEnd())
    .join('\n')
    .concat('\n');
}

function widest(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(0, ...texts.map((text) => columnsOf(oneLine(text)))));
}

function heading(flow: FlowFile, layers: readonly Layer[]): string[] {
  const facts = [
    flow.type === null ? '' : oneLine(flow.type),
    flow.version === null ? '' : `version ${oneLine(flow.version)}`,
    counted(flow.steps.length, 'step'),
    counted(layers.length, 'stage'),
  ].filter((fact) => fact !== '');
  const circle = executionOrder(flow);
  return [
    ...wrapped(`${oneLine(flow.name)} (${facts.join(', ')})`, ''),
    ...wrapped(oneLine(flow.description), ''),
    ...(circle.kind === 'cycle'
      ? wrapped(`Steps ${circle.steps.map(oneLine).join(', ')} wait for each other.`, '')
      : []),
  ];
}

function layerLines(flow: FlowFile, { group, steps }: Layer, widths: Widths): string[] {
  if (group === null) {
    return steps.flatMap((step) => stepLines(flow, step, widths, ''));
  }
  const title = `${groupWords(group)}: ${steps.length} at once, then wait for all`;
  const inside = steps.flatMap((step) => stepLines(flow, step, widths, '│ '));
  return [cutTo(`┌ ${title}`, COLUMNS), ...inside, '└'];
}

function stepLines(flow: FlowFile, step: FlowStep, widths: Widths, edge: string): string[] {
  const id = padded(cutTo(oneLine(step.id), widths.id), widths.id);
  const name = padded(cutTo(oneLine(step.name), widths.name), widths.name);
  const measures = step.uses === 'measure' ? ', measures' : '';
  const indent = `${edge}${' '.repeat(widths.id + 2)}`;
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['if', conditionWords(step)],
    ['reads', step.inputs.map(inputWords).join(', ')],
    ['writes', step.outputs.map(({ name: output }) => oneLine(output)).join(', ')],
    ['check', gateWords(step)],
    ['fails', isUsual(step) ? '' : failureWords(step.onFailure)],
    ['with', withWords(step)],
  ];
  return [
    cutTo(`${edge}${id}  ${name}  ${oneLine(step.agent)}${measures}`, COLUMNS),
    ...rows
      .filter(([, text]) => text !== '')
      .flatMap(([label, text]) => wrapped(`${label.padEnd(7)}${text}`, indent, 7)),
  ];

  function inputWords({ name: input, from, optional }: FlowStep['inputs'][number]): string {
    const isGiven = flow.runInputs.some((given) => given.name === input);
    const source = from !== null ? ` ← ${oneLine(from)}` : isGiven ? ' (given)' : '';
    return `${oneLine(input)}${source}${optional ? '?' : ''}`.replaceAll(' ', TIED);
  }
}

function withWords({ skill, tool, executor, timeoutMs }: FlowStep): string {
  return [
    skill === null ? '' : `skill ${oneLine(skill)}`,
    tool === null ? '' : `tool ${oneLine(tool)}`,
    executor === null ? '' : `executor ${oneLine(executor)}`,
    timeoutMs === null ? '' : `time limit ${durationWords(timeoutMs)}`,
  ]
    .filter((words) => words !== '')
    .join(', ');
}

function isUsual({ onFailure }: FlowStep): boolean {
  return onFailure.goto === null && onFailure.finally === 'ask';
}

function footer(flow: FlowFile): string[] {
  const { retry, runInputs, fallbackAgents } = flow;
  const waits = retry.waitsMs.slice(0, Math.max(0, retry.attemptsMax - 1));
  const given = runInputs.map(({ name, required }) => `${oneLine(name)}${required ? '' : '?'}`);
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['Given with the run', given.join(', ')],
    [
      'Attempts',
      [
        String(retry.attemptsMax),
        waits.length === 0 ? '' : `${waits.map(durationWords).join(' and ')} apart`,
        retry.retryable.length === 0 ? '' : `after ${retry.retryable.join(', ')}`,
      ]
        .filter((words) => words !== '')
        .join(', '),
    ],
    [
      'Stand-ins',
      fallbackAgents
        .map(({ agent, instead }) => {
          const others = instead.map((other) => oneLine(other.agent));
          return [oneLine(agent), ...others].join(`${TIED}→${TIED}`);
        })
        .join('; '),
    ],
    ['Failures', 'a person is asked, unless the step says otherwise'],
  ];
  return rows
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) => wrapped(`${`${label}:`.padEnd(20)}${text}`, '', 20));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Breaks a line between words; lines after the first are indented by `hang` more. */
function wrapped(text: string, indent: string, hang = 0): string[] {
  const lines: string[] = [];
  let line = indent;
  let isFresh = true;
  // The label and the spaces after it are one word.
  const words = text === '' ? [] : [text.slice(0, hang), ...text.slice(hang).split(' ')];
  for (const word of words.filter((part) => part !== '')) {
    const separator = isFresh || line.endsWith(' ') ? '' : ' ';
    if (!isFresh && columnsOf(line + separator + word) > COLUMNS) {
      lines.push(line);
      line = indent + ' '.repeat(hang);
      isFresh = true;
    }
    line = cutTo(`${line}${isFresh ? '' : separator}${word}`, COLUMNS);
    isFresh = false;
  }
  return isFresh ? lines : [...lines, line];
}
