import assert from 'node:assert/strict';
import { test } from 'node:test';

import { publishTargetFrom, roleFrom } from '../../../src/campaign/flow/start-words.ts';

test('a role is filled by a command, a person or hone itself, several times if need be', () => {
  assert.deepEqual(
    roleFrom([
      'developer=claude -p',
      'developer=codex exec --json',
      'qa=person',
      'planner=built-in',
    ]),
    {
      developer: [
        { kind: 'command', command: 'claude -p' },
        { kind: 'command', command: 'codex exec --json' },
      ],
      qa: [{ kind: 'person' }],
      planner: [{ kind: 'built-in' }],
    },
  );
  assert.deepEqual(roleFrom(['qa=sh -c "x=1; run $x"'])['qa'], [
    { kind: 'command', command: 'sh -c "x=1; run $x"' },
  ]);
});

test('a role that is no name, or is filled by nothing, is refused with the roles there are', () => {
  for (const word of [
    'developer',
    '=claude',
    'developer=',
    'developer= ',
    'Developer=x',
    'a b=x',
    '',
  ]) {
    assert.throws(() => roleFrom([word]), /role=filler.*planner, /s, word);
  }
});

test('names that every object has are names like others', () => {
  assert.deepEqual(roleFrom(['constructor=x', 'constructor=y'])['constructor'], [
    { kind: 'command', command: 'x' },
    { kind: 'command', command: 'y' },
  ]);
});

test('results go to a folder, a branch or a command; anything else is refused', () => {
  assert.deepEqual(publishTargetFrom('folder:../out'), { kind: 'folder', path: '../out' });
  assert.deepEqual(publishTargetFrom('branch:results'), { kind: 'git-branch', branch: 'results' });
  assert.deepEqual(publishTargetFrom('command:curl http://x:80'), {
    kind: 'command',
    command: 'curl http://x:80',
  });
  for (const word of ['', 'folder', 'folder:', 'folder: ', 'ftp:x', ':x', '../out']) {
    assert.throws(() => publishTargetFrom(word), /folder:PATH, branch:NAME or command:LINE/, word);
  }
});
