import { acpExecutor } from '../../../src/agent/acp/acp-executor.ts';
import { BYTES_PER_MIB } from '../../../src/base/index.ts';
import { executorContract } from '../executor-contract.ts';
import { scripted } from './acp-setup.ts';

executorContract('acp', (behaviour) =>
  Promise.resolve({
    executor: acpExecutor({
      command: scripted(behaviour),
      graceMs: 500,
      trafficBytesMax: 4 * BYTES_PER_MIB,
    }),
    close: () => {},
  }),
);
