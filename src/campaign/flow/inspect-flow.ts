import { resolve } from 'node:path';

import { HoneError } from '../../base/index.ts';
import {
  type FlowFile,
  flowMermaid,
  flowSvg,
  flowText,
  independentSteps,
  parseStepDurations,
  type Problem,
  type StepAnalysis,
} from '../../flow/index.ts';
import { problemText } from '../read-suite.ts';
import { examineFlow } from './examine-flow.ts';
import { flowSource, shownPath, textOfFile } from './flow-source.ts';

export { analysisText } from '../../flow/index.ts';

/** A flow as it is looked at, without being run. */
export interface InspectedFlow {
  /** The file as messages call it, or the name of a flow that comes with hone. */
  readonly file: string;
  /** Absolute; null for a flow that comes with hone. */
  readonly path: string | null;
  /** Null when the text is not understood. */
  readonly flow: FlowFile | null;
  /** Errors and warnings in the order of the text. */
  readonly problems: readonly Problem[];
  /** False when the flow must not run. */
  readonly sound: boolean;
}

/**
 * Looks at a flow: everything that is wrong with it, and what it is.
 *
 * @param wanted - name of a flow that comes with hone, or path of a flow file
 * @param folder - what a path is relative to; any folder of the project
 * @throws HoneError E_NOT_FOUND; E_CONFIG for a file that can't be read. What is wrong inside of it
 *   is in the result.
 */
export function inspectFlow(wanted: string, folder: string): InspectedFlow {
  const source = flowSource(wanted, folder);
  const { flow, problems } = examineFlow(source, folder);
  const sound = flow !== null && problems.every(({ severity }) => severity !== 'error');
  return { file: source.shown, path: source.path, flow, problems, sound };
}

/** How a flow can be drawn. */
export type FlowPicture = 'text' | 'mermaid' | 'svg';

/** A flow as a listing, a Mermaid flowchart or a picture. */
export function drawFlow(flow: FlowFile, picture: FlowPicture): string {
  switch (picture) {
    case 'text':
      return flowText(flow);
    case 'mermaid':
      return flowMermaid(flow);
    case 'svg':
      return flowSvg(flow);
  }
}

/**
 * Which steps of a flow could run at the same time, and what that would save.
 *
 * @param durations - path of a file with durations of its steps; null when none are known
 * @returns null when steps wait for each other in a circle
 * @throws HoneError E_NOT_FOUND, E_CONFIG for the file of durations, with every problem
 */
export function analyseFlow(
  flow: FlowFile,
  durations: string | null,
  folder: string,
): StepAnalysis | null {
  return independentSteps(flow, durations === null ? {} : durationsIn(durations, folder, flow));
}

function durationsIn(
  wanted: string,
  folder: string,
  flow: FlowFile,
): Readonly<Record<string, number>> {
  const path = resolve(folder, wanted);
  const shown = shownPath(path);
  const parsed = parseStepDurations(textOfFile(path), shown, flow);
  if (parsed.kind === 'invalid') {
    const lines = parsed.problems.map((problem) => problemText(problem, shown));
    throw new HoneError('E_CONFIG', `${shown} holds no durations of steps:\n${lines.join('\n')}`);
  }
  return parsed.durationsNs;
}
