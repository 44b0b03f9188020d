import { createHash } from 'node:crypto';

import { HoneError } from '../../base/index.ts';
import type { FlowFile } from '../../flow/index.ts';
import { problemText } from '../read-suite.ts';
import { examineFlow } from './examine-flow.ts';
import { flowSource } from './flow-source.ts';

/** Grows with every change of the code that walks flows, so that no run goes on under another. */
const FLOW_CODE_VERSION = 1;

/** A flow that may run. */
export interface ReadFlow {
  readonly file: FlowFile;
  /** Absolute; null for a flow that comes with hone. */
  readonly path: string | null;
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
  /** Changes with the text and with the code that walks it. */
  readonly version: string;
  readonly warnings: readonly string[];
}

/**
 * Reads a flow by its name (one that comes with hone) or by the path of its file.
 *
 * @param folder - what a path is relative to; any folder of the project
 * @throws HoneError E_NOT_FOUND; E_CONFIG with every problem and its place
 */
export function readFlow(wanted: string, folder: string): ReadFlow {
  const source = flowSource(wanted, folder);
  const { path, name, shown, text } = source;
  const { flow, problems } = examineFlow(source, folder);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (flow === null || errors.length > 0) {
    const lines = errors.map((problem) => problemText(problem, shown));
    const what = flow === null ? 'is not understood' : "can't run";
    throw new HoneError('E_CONFIG', `${shown} ${what}:\n${lines.join('\n')}`);
  }
  const warnings = problems.map((problem) => problemText(problem, shown));
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { file: flow, path, name, text, version: `${FLOW_CODE_VERSION}-${digest}`, warnings };
}

/**
 * The flow of a run that goes on: its file as it is now, so that a change is noticed.
 *
 * @throws HoneError as `readFlow`
 */
export function readFlowAgain(
  recorded: { readonly path: string | null; readonly name: string },
  folder: string,
): ReadFlow {
  // Under the name that it was started by: a path from another folder is the same flow.
  return { ...readFlow(recorded.path ?? recorded.name, folder), name: recorded.name };
}
