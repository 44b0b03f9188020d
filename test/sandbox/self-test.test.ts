import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';

import type { Containment } from '../../src/sandbox/index.ts';
import { selfTest } from '../../src/sandbox/self-test.ts';
import type { CommandLine } from '../../src/model/index.ts';
import { bwrap, homeFolder, noBwrap as skip, temporaryFolder } from './sandbox-ground.ts';

/** Changes what a containment starts. */
function changed(change: (words: readonly string[]) => readonly string[]): Containment {
  assert(bwrap.kind === 'ready');
  const { containment } = bwrap;
  return {
    kind: 'bwrap',
    description: '',
    async contain(command, policy) {
      const contained = await containment.contain(command, policy);
      const [program = '', ...words] = change(contained.words);
      return { ...contained, words: [program, ...words] };
    },
  };
}

/** A containment that starts something else in the place of the command. */
function starting(...words: readonly [string, ...string[]]): Containment {
  const contain = (command: CommandLine): Promise<CommandLine> =>
    Promise.resolve({ ...command, words });
  return { kind: 'bwrap', description: '', contain };
}

async function reasonOf(context: TestContext, containment: Containment): Promise<string> {
  const result = await selfTest(containment, temporaryFolder(context));
  return result.kind === 'failed' ? result.reason : 'passed';
}

/** Replaces words that follow each other. */
function without(words: readonly string[], ...gone: readonly string[]): string[] {
  const at = words.findIndex((_, index) =>
    gone.every((word, more) => words[index + more] === word),
  );
  assert.notEqual(at, -1, `${gone.join(' ')} is among the words`);
  return words.toSpliced(at, gone.length);
}

test('bubblewrap passes, below a private folder and elsewhere', { skip }, async (context) => {
  assert(bwrap.kind === 'ready');
  for (const scratch of [temporaryFolder(context), homeFolder(context)]) {
    assert.deepEqual(await selfTest(bwrap.containment, scratch), { kind: 'passed' });
    assert.deepEqual(readdirSync(scratch), [], 'nothing is left behind');
  }
});

test('a sandbox that does not start is started three times; one that then starts is tested', async (context) => {
  for (const refusals of [1, 9]) {
    let starts = 0;
    const containment: Containment = {
      kind: 'bwrap',
      description: '',
      contain(command) {
        starts++;
        const words = ['/bin/sh', '-c', 'echo "bwrap: no such file" >&2; exit 1'] as const;
        return Promise.resolve(starts <= refusals ? { ...command, words } : command);
      },
    };
    const reason = await reasonOf(context, containment);
    assert.match(reason, refusals === 1 ? /wrote to a read-only file/ : /bwrap: no such file/);
    assert.equal(starts, refusals === 1 ? 2 : 3);
  }
});

test('what contains nothing is found out in every way', async (context) => {
  const containment: Containment = {
    kind: 'none',
    description: '',
    contain: (command) => Promise.resolve(command),
  };
  const reason = await reasonOf(context, containment);
  for (const part of ['read-only file', 'outside', 'hidden', 'port']) {
    assert.ok(reason.includes(part), reason);
  }
});

test('a writable root is found out', { skip }, async (context) => {
  const scratch = homeFolder(context);
  const containment = changed((words) =>
    words.map((word, index) =>
      words[index + 1] === '/' && word === '--ro-bind' ? '--bind' : word,
    ),
  );
  const result = await selfTest(containment, scratch);
  assert.match(result.kind === 'failed' ? result.reason : '', /wrote outside/);
});

test(
  'a writable root is found out where HOME and scratch are private',
  { skip },
  async (context) => {
    const home = temporaryFolder(context, '/var/tmp');
    const before = process.env['HOME'];
    process.env['HOME'] = home;
    context.after(() => {
      process.env['HOME'] = before ?? '';
    });
    assert(bwrap.kind === 'ready');
    assert.deepEqual(await selfTest(bwrap.containment, home), { kind: 'passed' }, 'no false alarm');
    const open = changed((words) =>
      words.map((word, at) => (words[at + 1] === '/' && word === '--ro-bind' ? '--bind' : word)),
    );
    const result = await selfTest(open, home);
    assert.match(result.kind === 'failed' ? result.reason : '', /wrote outside/);
    assert.deepEqual(readdirSync(home), [], 'nothing is left behind');
  },
);

test('a network that is left open is found out', { skip }, async (context) => {
  const containment = changed((words) => without(words, '--unshare-net'));
  assert.match(await reasonOf(context, containment), /reached a port/);
});

const asRoot = skip || (process.getuid?.() === 0 ? false : 'only root keeps what is dropped here');

test('kept capabilities are found out', { skip: asRoot }, async (context) => {
  const containment = changed((words) => without(words, '--cap-drop', 'ALL'));
  assert.match(await reasonOf(context, containment), /mount/);
});

test('open settings of the kernel are found out', { skip: asRoot }, async (context) => {
  const containment = changed((words) => without(words, '--ro-bind', '/proc/sys', '/proc/sys'));
  assert.match(await reasonOf(context, containment), /settings of the kernel/);
});

test('an output that claims success proves nothing', async (context) => {
  const lines = 'work\\nconnect-tried\\nend';
  const reason = await reasonOf(context, starting('printf', lines));
  assert.match(reason, /could not write to its own folder/);
});

test('what can not start is refused with its own words', async (context) => {
  assert.match(await reasonOf(context, starting('/no/such/program')), /could not be started/);
  const failing = starting(
    '/bin/sh',
    '-c',
    'echo "setting up uid map: Permission denied" >&2; exit 1',
  );
  assert.match(await reasonOf(context, failing), /uid map: Permission denied/);
});

test('an abort ends the test', async (context) => {
  const stop = new AbortController();
  const running = selfTest(starting('sleep', '600'), temporaryFolder(context), stop.signal);
  stop.abort();
  await assert.rejects(running, { code: 'E_INTERRUPTED' });
});

test('a scratch folder that is missing is named', async () => {
  await assert.rejects(selfTest(starting('true'), '/no/such/folder'), {
    code: 'E_DISK',
    message: /no\/such\/folder/,
  });
});
