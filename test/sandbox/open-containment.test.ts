import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Backend } from '../../src/sandbox/backend.ts';
import { type Backends, openContainment } from '../../src/sandbox/open-containment.ts';
import { bwrap, noBwrap as skip, temporaryFolder } from './sandbox-ground.ts';

const missing: Backend = {
  kind: 'refused',
  reason: 'bubblewrap is not installed',
  advice: 'Install bubblewrap.',
};
const broken: Backend = {
  kind: 'ready',
  containment: { kind: 'srt', description: '', contain: (command) => Promise.resolve(command) },
};

function backends(first: Backend, second: Backend): Backends {
  return { bwrap: () => Promise.resolve(first), srt: () => Promise.resolve(second) };
}

test('the best is bubblewrap where it holds', { skip }, async (context) => {
  const scratch = temporaryFolder(context);
  const { kind, description } = await openContainment({ wanted: 'best', scratch });
  assert.equal(kind, 'bwrap');
  assert.match(description, /^contained by bubblewrap \d/);
});

test('the best is the next one where bubblewrap is missing', { skip }, async (context) => {
  const scratch = temporaryFolder(context);
  const { kind } = await openContainment({ wanted: 'best', scratch }, backends(missing, bwrap));
  assert.equal(kind, 'bwrap', 'the second in the list, which here is bubblewrap too');
});

test('the best is none where nothing holds, and says why and what to do', async (context) => {
  const scratch = temporaryFolder(context);
  const none = await openContainment({ wanted: 'best', scratch }, backends(missing, broken));
  assert.equal(none.kind, 'none');
  assert.match(none.description, /^not contained: bubblewrap is not installed; .* does not hold/);
  assert.match(none.description, /Install bubblewrap\.$/);
  const command = { words: ['true'] as const, cwd: '/', env: {} };
  const policy = { writable: [], readOnly: [], hidden: [], network: 'none' } as const;
  assert.equal(await none.contain(command, policy), command);
});

test('one that is asked for by name and missing is an error', async (context) => {
  const scratch = temporaryFolder(context);
  await assert.rejects(openContainment({ wanted: 'bwrap', scratch }, backends(missing, broken)), {
    code: 'E_MISSING_TOOL',
    message: /bwrap can't be used, because bubblewrap is not installed\. Install bubblewrap\./,
  });
});

test('one that is asked for by name and does not hold is an error', async (context) => {
  const scratch = temporaryFolder(context);
  await assert.rejects(openContainment({ wanted: 'srt', scratch }, backends(missing, broken)), {
    code: 'E_MISSING_TOOL',
    message: /srt can't be used, because .* it does not hold: a process inside wrote/,
  });
});

test('a system that forbids namespaces is explained', async (context) => {
  const scratch = temporaryFolder(context);
  const words = [
    '/bin/sh',
    '-c',
    'echo "bwrap: setting up uid map: Permission denied" >&2',
  ] as const;
  const forbidden: Backend = {
    kind: 'ready',
    containment: {
      kind: 'bwrap',
      description: '',
      contain: (command) => Promise.resolve({ ...command, words }),
    },
  };
  await assert.rejects(openContainment({ wanted: 'bwrap', scratch }, backends(forbidden, broken)), {
    message: /uid map: Permission denied\. The system forbids it new namespaces/,
  });
});

const nothing = (): never => assert.fail('it was tried');

test('none is none, and nothing is tried', async () => {
  const { kind, description } = await openContainment(
    { wanted: 'none', scratch: '/no/such/folder' },
    { bwrap: nothing, srt: nothing },
  );
  assert.equal(kind, 'none');
  assert.match(description, /asked for/);
});

test('an abort comes before any attempt', async (context) => {
  const scratch = temporaryFolder(context);
  const signal = AbortSignal.abort();
  await assert.rejects(openContainment({ wanted: 'best', scratch, signal }), {
    code: 'E_INTERRUPTED',
  });
});
