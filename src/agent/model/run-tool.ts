import { MS_PER_S } from '../../base/index.ts';
import type { CommandLine } from '../../model/index.ts';
import type { Contain, ExecutorControl } from '../executor.ts';
import { endWords, runProcess } from '../run-process.ts';
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
  const { workspace, env, contain, owns, limits, signal } = options;
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
      const contained = await contain(plain, [workspace.handInFolder], [workspace.promptPath]);
      const { end, stdout, stderr, leftBehind } = await runProcess({
        command: { kind: 'words', words: contained.words },
        cwd: contained.cwd,
        env: contained.env,
        input: null,
        timeoutMs: Math.min(Math.max(1, wanted), COMMAND_MS_MAX),
        graceMs: limits.graceMs,
        outputBytesMax: COMMAND_OUTPUT_BYTES_MAX,
        logPath: null,
        signal,
        owns,
      });
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

function printed(name: string, text: string): string[] {
  return text.trim() === '' ? [] : [`${name}:`, withoutMiddle(text, RESULT_BYTES_MAX / 2)];
}
