import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { commandExecutor } from '../../src/agent/index.ts';
import { script } from './agent-setup.ts';
import { executorContract } from './executor-contract.ts';
import { scriptedAgent } from './scripted-agent.ts';

executorContract('command', async (behaviour) => {
  const folder = mkdtempSync(join(tmpdir(), 'hone-scripted-'));
  const program = script(folder, scriptedAgent(behaviour));
  return {
    executor: commandExecutor({
      command: { kind: 'words', words: [program] },
      graceMs: 1_000,
      outputBytesMax: 2_000_000,
    }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
});
