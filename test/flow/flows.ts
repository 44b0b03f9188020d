import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type FlowFile, parseFlowFile, type Problem } from '../../src/flow/index.ts';

const root = join(import.meta.dirname, '..', '..');

/** The built-in performance flow as it is shipped. */
export const PERFORMANCE_FLOW = readFileSync(join(root, 'flows/performance-flow.yaml'), 'utf8');

/** A file as projects of agents write them. */
export const AGENT_PROJECT_FLOW = readFileSync(
  join(root, 'test/fixtures/flow/agent-project-flow.yaml'),
  'utf8',
);

/** A problem as one line. */
export function shown({ line, column, message, hint }: Problem): string {
  return `${line}:${column}: ${message}${hint === null ? '' : ` ${hint}`}`;
}

/** The same with its severity. */
export function shownWithSeverity(problem: Problem): string {
  return `${problem.severity} ${shown(problem)}`;
}

/** The flow of a text that has to be one. */
export function flowOf(text: string): FlowFile {
  const parsed = parseFlowFile(text, { path: 'flow.yaml' });
  assert.deepEqual(parsed.kind === 'invalid' ? parsed.problems.map(shown) : [], []);
  assert.ok(parsed.kind === 'ok');
  return parsed.flow;
}

/** A flow of one-line steps, `- {step: 0, agent: a}` and so on, from line 3. */
export function steps(...lines: string[]): string {
  return `name: Test\nsteps:\n${lines.map((line) => `  - {${line}}\n`).join('')}`;
}
