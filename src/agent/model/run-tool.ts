import { MS_PER_S } from '../../base/index.ts';
import type { CommandLine } from '../../model/index.ts';
import type { Contain, ExecutorControl } from '../executor.ts';
import { SANDBOX_STARTS_MAX } from '../limits.ts';
import { endWords, type ProcessResult, runProcess } from '../run-process.ts';
import { isSandboxRefusal } from '../sandbox-refusal.ts';
import {
  COMMAND_MS_MAX,
  COMMAND_OUTPUT_BYTES_MAX,
  type ModelLimits,
  RESULT_BYTES_MAX,
} from './limits.ts';
import { withoutMiddle } from './shown-text.ts';
import { numberValue, refusedCall, textValue, type Tool } from './tool-spec.ts';
import type { Workspace } from './workspace.ts';

/** What running a command takes. */
export interface RunToolOptions {
  readonly workspace: Workspace;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly contain: Contain;
  readonly owns: ExecutorControl['owns'];
  readonly limits: Pick<ModelLimits, 'commandMs' | 'graceMs'>;
  readonly signal: AbortSignal;
}

/** The tool that runs a command line inside the sandbox. There is none without a sandbox. */
export function runTool(options: RunToolOptions): Tool {
  const { workspace, env, limits, signal } = options;
  const usual = limits.commandMs / MS_PER_S;
  return {
    spec: {
      name: 'run',
      description:
        'Runs a line for /bin/sh in the working folder, in a sandbox, without input. What it ' +
        'leaves running ends with it.',
      parameters: {
        type: 'object',
        properties: {
          command: { type: 'string', description: 'the line' },
          timeout_s: {
            type: 'integer',
            description: `seconds that it may take; left out: ${usual}`,
          },
        },
        required: ['command'],
      },
    },
    about: (values) => textValue(values, 'command'),
    use: async (values) => {
      const line = textValue(values, 'command');
      if (line.trim() === '' || line.includes('\0')) {
        return refusedCall('There is no command in this call.');
      }
      const asked = numberValue(values, 'timeout_s');
      const wanted = asked === null ? limits.commandMs : asked * MS_PER_S;
      const plain: CommandLine = {
        words: ['/bin/sh', '-c', line],
        cwd: workspace.folder,
        env,
      };
      const timeoutMs = Math.min(Math.max(1, wanted), COMMAND_MS_MAX);
      const { end, stdout, stderr, leftBehind } = await runInside(options, plain, timeoutMs);
      signal.throwIfAborted();
      const left = leftBehind ? ['Something that it started could not be ended.'] : [];
      const text = [
        `It ${endWords(end)}.`,
        ...left,
        ...printed('Standard output', stdout.text),
        ...printed('Standard error', stderr.text),
      ].join('\n');
      const kind = end.kind === 'exited' && end.code === 0 ? 'done' : 'failed';
      return { kind, text, changed: false };
    },
  };
}

/** Starts its sandbox anew when that did not start, see `inFreshSandbox`. */
async function runInside(
  { workspace, contain, owns, limits, signal }: RunToolOptions,
  plain: CommandLine,
  timeoutMs: number,
): Promise<ProcessResult> {
  for (let left = SANDBOX_STARTS_MAX - 1; ; left--) {
    const contained = await contain(plain, [workspace.handInFolder], [workspace.promptPath]);
    const result = await runProcess({
      command: { kind: 'words', words: contained.words },
      cwd: contained.cwd,
      env: contained.env,
      input: null,
      timeoutMs,
      graceMs: limits.graceMs,
      outputBytesMax: COMMAND_OUTPUT_BYTES_MAX,
      logPath: null,
      signal,
      owns,
    });
    const { end, stdout, stderr } = result;
    const isOver = left === 0 || signal.aborted || end.kind !== 'exited' || end.code === 0;
    if (isOver || !isSandboxRefusal({ stdout: stdout.text, stderr: stderr.text })) {
      return result;
    }
  }
}

function printed(name: string, text: string): string[] {
  return text.trim() === '' ? [] : [`${name}:`, withoutMiddle(text, RESULT_BYTES_MAX / 2)];
}
