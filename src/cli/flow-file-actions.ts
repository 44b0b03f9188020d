import { existsSync, realpathSync } from 'node:fs';

import { HoneError, writeFileAtomic } from '../base/index.ts';
import {
  analyseFlow,
  analysisText,
  drawFlow,
  type FlowPicture,
  inspectFlow,
  type InspectedFlow,
} from '../campaign/index.ts';
import {
  FLOW_CHECK_SCHEMA,
  FLOW_SHOW_SCHEMA,
  FlowCheckDocument,
  FlowShowDocument,
} from '../model/index.ts';
import { EXIT } from './exit-codes.ts';
import { printDocument } from './json-output.ts';
import { print } from './terminal.ts';

/** The flags of `hone flow` as commander hands them over. */
export interface FlowFileFlags {
  readonly cwd: string;
  readonly json?: boolean;
  readonly durations?: string;
  readonly mermaid?: boolean;
  readonly svg?: string;
}

/** A flow with what was parsed of it. */
type Understood = InspectedFlow & { readonly flow: NonNullable<InspectedFlow['flow']> };

/** Prints every problem of a flow; refused when one of them is an error. */
export async function printCheck(wanted: string, flags: FlowFileFlags): Promise<number> {
  const inspected = inspectFlow(wanted, flags.cwd);
  const { file, problems, sound } = inspected;
  if (flags.json === true) {
    await printDocument(FlowCheckDocument, { schema: FLOW_CHECK_SCHEMA, file, sound, problems });
  } else {
    await print([...problemLines(inspected), conclusion(inspected)].join('\n'));
  }
  return exitCodeFor(inspected);
}

/** Prints a flow step by step and what could run at the same time. */
export async function printFlow(wanted: string, flags: FlowFileFlags): Promise<number> {
  const inspected = understood(inspectFlow(wanted, flags.cwd));
  const { file, flow, problems, sound } = inspected;
  const analysis = analyseFlow(flow, flags.durations ?? null, flags.cwd);
  if (flags.json === true) {
    const shown = { file, sound, problems, flow, analysis };
    await printDocument(FlowShowDocument, { schema: FLOW_SHOW_SCHEMA, ...shown });
    return exitCodeFor(inspected);
  }
  const rest = analysis === null ? '' : `\n${analysisText(analysis)}`;
  await print(`${drawFlow(flow, 'text')}${rest}`);
  return tellErrors(inspected);
}

/** Prints or writes a picture of a flow. */
export async function printGraph(wanted: string, flags: FlowFileFlags): Promise<number> {
  const inspected = understood(inspectFlow(wanted, flags.cwd));
  const { mermaid, svg } = flags;
  if (svg === '') {
    throw new HoneError('E_USAGE', '--svg needs the name of a file, or - for standard output.');
  }
  if (svg !== undefined && isSameFile(svg, inspected.path)) {
    throw new HoneError('E_USAGE', `--svg ${svg} would write over the flow. Name another file.`);
  }
  const picture: FlowPicture = svg !== undefined ? 'svg' : mermaid === true ? 'mermaid' : 'text';
  const drawn = drawFlow(inspected.flow, picture);
  if (svg === undefined || svg === '-') {
    await print(drawn);
  } else {
    writeFileAtomic(svg, drawn);
  }
  return tellErrors(inspected);
}

function isSameFile(path: string, other: string | null): boolean {
  return other !== null && existsSync(path) && realpathSync(path) === realpathSync(other);
}

function understood(inspected: InspectedFlow): Understood {
  const { flow, file } = inspected;
  if (flow === null) {
    const lines = problemLines(inspected);
    throw new HoneError('E_CONFIG', `${file} is not understood:\n${lines.join('\n')}`);
  }
  return { ...inspected, flow };
}

/** A picture of an unsound flow is drawn, but nobody should take it for one that runs. */
function tellErrors(inspected: InspectedFlow): number {
  if (!inspected.sound) {
    process.stderr.write([...problemLines(inspected), conclusion(inspected), ''].join('\n'));
  }
  return exitCodeFor(inspected);
}

function exitCodeFor({ sound }: InspectedFlow): number {
  return sound ? EXIT.passed : EXIT.badUse;
}

/** `file:line:column: error: what. What to write.` */
function problemLines({ file, problems }: InspectedFlow): string[] {
  return problems.map(({ line, column, severity, message, hint }) => {
    const advice = hint === null ? '' : ` ${hint}`;
    return `${file}:${line}:${column}: ${severity}: ${message}${advice}`;
  });
}

function conclusion({ file, flow, problems, sound }: InspectedFlow): string {
  const of = (severity: string): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const counts = [counted(of('error'), 'error'), counted(of('warning'), 'warning')]
    .filter((words) => words !== '')
    .join(', ');
  if (!sound) {
    return `${file} can't run: ${counts}.`;
  }
  const steps = counted(flow?.steps.length ?? 0, 'step');
  return `${file} can run: ${steps}${counts === '' ? '' : `, ${counts}`}.`;
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
