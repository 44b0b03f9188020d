import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { HoneError } from '../../../src/base/index.ts';
import { readFlow, readFlowAgain } from '../../../src/campaign/flow/read-flow.ts';
import { flowRepository, inFlowPlace } from './flow-place.ts';

const SOUND = 'name: Sound\nsteps:\n  - {step: 0, agent: qa, outputs: [a.md]}\n';

/** Each broken flow with what the refusal has to say. */
const BROKEN: readonly (readonly [string, string, RegExp])[] = [
  ['no YAML', 'steps: [', /not YAML/],
  ['nothing', '', /flow\.yaml/],
  [
    'a circle',
    `steps:
  - {step: 0, agent: qa, inputs: [b.md (from step 1)], outputs: [a.md]}
  - {step: 1, agent: qa, inputs: [a.md (from step 0)], outputs: [b.md]}
`,
    /circle|wait for each other|later/,
  ],
  [
    'a file that nobody writes',
    'steps:\n  - {step: 0, agent: qa, inputs: [ghost.json], outputs: [a.md]}\n',
    /ghost\.json/,
  ],
  ['an unknown agent', 'steps:\n  - {step: 0, agent: plannr, outputs: [a.md]}\n', /"planner"/],
  [
    'a schema that is not there',
    'steps:\n  - {step: 0, agent: qa, outputs: [a.json], validation: {schema: plam}}\n',
    /"plam", which does not exist/,
  ],
  ['an unknown key', 'steps:\n  - {step: 0, agent: qa, outptus: [a.md]}\n', /outputs/],
  [
    'a placeholder',
    'steps:\n  - {step: 0, agent: qa, outputs: ["{{x}}.md"]}\n',
    /no placeholder "x"/,
  ],
  [
    'a name that not every system can store',
    'steps:\n  - {step: 0, agent: qa, outputs: ["pl\u00e4n.md"]}\n',
    /"pl\u00e4n\.md" can't be the name of a file/,
  ],
  [
    'a name that leads out of the run',
    'steps:\n  - {step: 0, agent: qa, outputs: ["../../evil.json"]}\n',
    /below the run's folder/,
  ],
];

for (const [what, text, message] of BROKEN) {
  test(
    `${what} is refused with the place`,
    inFlowPlace(async (place) => {
      const root = flowRepository(place, text === '' ? '' : `name: Broken\n${text}`);
      assert.throws(
        () => readFlow('flow.yaml', root),
        (thrown: unknown) => {
          assert.ok(thrown instanceof HoneError);
          assert.equal(thrown.code, 'E_CONFIG');
          assert.match(thrown.message, message);
          assert.match(thrown.message, /flow\.yaml/);
          return true;
        },
      );
      await Promise.resolve();
    }),
  );
}

test(
  'a version changes with the text of a flow and with nothing else',
  inFlowPlace(async (place) => {
    const root = flowRepository(place, SOUND);
    const path = join(root, 'flow.yaml');
    const first = readFlow('flow.yaml', root);
    const again = readFlowAgain(first, '/');
    assert.deepEqual([again.name, again.version], [first.name, first.version]);
    writeFileSync(path, SOUND.replace('a.md', 'b.md'));
    assert.notEqual(readFlowAgain(first, root).version, first.version);
    rmSync(path);
    assert.throws(() => readFlowAgain(first, root), /There is no flow/);
    await Promise.resolve();
  }),
);
