import type { ExecutorControl, QuickLook } from '../executor.ts';
import { editFile } from './edit-file.ts';
import type { ModelLimits } from './limits.ts';
import { listFiles } from './list-files.ts';
import { measureTool } from './measure-tool.ts';
import { readFile } from './read-file.ts';
import { runTool } from './run-tool.ts';
import { searchFiles } from './search-files.ts';
import { FINISH, seen, type Tool } from './tool-spec.ts';
import type { Workspace } from './workspace.ts';

/** What the tools of one piece of work need. */
export interface ToolSetOptions {
  readonly workspace: Workspace;
  /** For commands: the whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly control: Pick<ExecutorControl, 'contain' | 'owns'>;
  readonly quickLook: QuickLook | undefined;
  readonly limits: ModelLimits;
  readonly signal: AbortSignal;
}

/** The tools that a model gets: `run` only inside a sandbox, `measure` only from an engine. */
export function toolSet(options: ToolSetOptions): Tool[] {
  const { workspace, env, control, quickLook, limits, signal } = options;
  const { contain, owns } = control;
  return [
    listFiles(workspace, signal),
    readFile(workspace),
    searchFiles(workspace, limits, signal),
    editFile(workspace),
    ...(contain === undefined ? [] : [runTool({ workspace, env, contain, owns, limits, signal })]),
    ...(quickLook === undefined ? [] : [measureTool(quickLook, signal)]),
    FINISH_TOOL,
  ];
}

/** What it does is done by who performs the calls, because it ends the work. */
const FINISH_TOOL: Tool = {
  spec: {
    name: FINISH,
    description: 'Ends the work. What the folder holds then is the result.',
    parameters: {
      type: 'object',
      properties: {
        summary: { type: 'string', description: 'what you did and why, in a few sentences' },
      },
      required: ['summary'],
    },
  },
  about: () => '',
  use: () => Promise.resolve(seen('')),
};
