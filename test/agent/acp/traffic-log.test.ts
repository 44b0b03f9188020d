import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { openTrafficLog } from '../../../src/agent/acp/traffic-log.ts';
import { temporaryFolder } from '../agent-setup.ts';

test('the log keeps to its bound, says so, and still has the ending', (t) => {
  const path = join(temporaryFolder(t), 'log.txt');
  const log = openTrafficLog(path, { kind: 'words', words: ['agent'] }, '/work', 10);
  assert.equal(log.write('agent', Buffer.from('12345678')), null);
  assert.equal(log.write('hone', Buffer.from('abcdefgh')), null);
  assert.equal(log.write('agent', Buffer.from('never')), null);
  log.close('done');
  const text = readFileSync(path, 'utf8');
  assert.match(text, /12345678\n\[hone\]\nab/);
  assert.doesNotMatch(text, /abc|never/);
  assert.match(text, /The log ends after 10 bytes\.\n[^]*done\n$/);
});
