import { AssertionError } from '../../base/index.ts';
import { all } from './all.ts';
import { ask } from './ask.ts';
import { gate } from './gate.ts';
import type { Pass } from '../pass.ts';
import { passedGate, passedGates } from '../recorded.ts';
import { rewindFrom } from '../run-events.ts';
import { never, type Scope } from '../scope.ts';
import { sleep } from './sleep.ts';
import { step } from './step.ts';
import type { Flow } from '../../port/index.ts';

/** What the code of a flow, or of one of its branches, gets. */
export function flowIn(pass: Pass, scope: Scope): Flow {
  return {
    run: pass.run,
    path: scope.path,
    step: (id, options, work) => pass.verb(scope, () => step(pass, scope, id, options, work)),
    all: (id, items, options, branch) =>
      pass.verb(scope, () =>
        all(pass, scope, { id, items, options }, (own, item) => branch(flowIn(pass, own), item)),
      ),
    gate: (id, check) => pass.verb(scope, () => gate(pass, scope, id, check)),
    ask: (id, question) => pass.verb(scope, () => ask(pass, scope, id, question)),
    sleep: (id, ms) => pass.verb(scope, () => sleep(pass, scope, id, ms)),
    rewind: (to, cause) =>
      pass.verb(scope, async () => {
        const { recorded } = pass.recorder;
        if (to !== null && passedGate(recorded, to) === null) {
          const passed = passedGates(recorded).join(', ');
          throw new AssertionError(`a flow rewinds to a gate that passed (${passed}), not ${to}`);
        }
        pass.end({ kind: 'rewind', gate: to, cause });
        return never();
      }),
    rewinds: () =>
      pass.recorder.recorded.rewinds.map((rewind) =>
        rewindFrom(rewind, (value) => pass.recorder.load(value)),
      ),
  };
}
