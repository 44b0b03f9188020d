import { HoneError, systemCodeOf } from '../base/index.ts';
import type { AgentSpec } from './agent-spec.ts';
import { commandExecutor } from './command-executor.ts';
import type { Executor, QuickLook } from './executor.ts';
import { inFreshSandbox } from './sandbox-refusal.ts';
import type { HumanExecutorOptions } from './human/human-executor.ts';

/** What an executor needs to know besides who it is. */
export interface ExecutorForOptions {
  /** Where keys are looked up, usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How a person is reached; null where nobody can be asked. */
  readonly human: HumanExecutorOptions | null;
  /** For those whose tools are ours; left out: they can't have anything measured. */
  readonly quickLook?: QuickLook | undefined;
}

/**
 * The executor of whoever is named. What only one kind needs is loaded when it is first used.
 *
 * @throws HoneError E_CONFIG at once for wrong placeholders in a command line; E_USAGE when a
 *   model's key is not set, or a person is named where nobody can be asked
 */
export function executorFor(spec: AgentSpec, options: ExecutorForOptions): Executor {
  switch (spec.kind) {
    case 'command':
      return inFreshSandbox(commandExecutor({ command: spec.command, preset: spec.preset }));
    case 'acp':
      return loaded(async () => {
        const { acpExecutor } = await import('./acp/acp-executor.ts').catch(missingSdk);
        return inFreshSandbox(acpExecutor({ command: spec.command }));
      });
    case 'model': {
      const { url, model } = spec;
      const key = keyOf(spec.keyVariable, options.env);
      return loaded(async () => {
        const { modelExecutor } = await import('./model/model-executor.ts');
        return modelExecutor({ url, model, key, quickLook: options.quickLook });
      });
    }
    case 'human': {
      const { human } = options;
      if (human === null) {
        throw new HoneError(
          'E_USAGE',
          'A person is to propose, but nobody can be asked here. Run it in a terminal, or name ' +
            'another agent.',
        );
      }
      return loaded(async () => {
        const { humanExecutor } = await import('./human/human-executor.ts');
        return humanExecutor(human);
      });
    }
  }
}

/** The command line holds the SDK; a program that uses hone as a library has to bring it. */
function missingSdk(thrown: unknown): never {
  if (systemCodeOf(thrown) === 'ERR_MODULE_NOT_FOUND') {
    throw new HoneError(
      'E_MISSING_TOOL',
      'Agents that speak ACP need the package @agentclientprotocol/sdk beside hone: npm install ' +
        '@agentclientprotocol/sdk@2.4.0 zod@4',
      { cause: thrown },
    );
  }
  throw thrown;
}

function keyOf(name: string | null, env: ExecutorForOptions['env']): string | null {
  const key = name === null ? null : (env[name]?.trim() ?? '');
  if (key === '') {
    throw new HoneError(
      'E_USAGE',
      `The key of the model is looked for in the environment variable ${name}, which is not set. ` +
        `Set it, or leave ?key=${name} out when the server wants none.`,
    );
  }
  return key;
}

/** Loads once; the same for every task. */
function loaded(load: () => Promise<Executor>): Executor {
  let loading: Promise<Executor> | null = null;
  return async (task, control) => {
    loading ??= load();
    const executor = await loading;
    return executor(task, control);
  };
}
