import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { type Editing, proposeByHand } from '../../../src/campaign/proposing/propose-by-hand.ts';
import { git } from '../../cli/spawn-hone.ts';
import { FASTER, subject } from '../../cli/subject.ts';
import { inFlowPlace } from '../flow/flow-place.ts';

/** A person who does something in the clone that they are told of, and then answers. */
function person(
  root: string,
  act: (clone: string) => void,
  answer: 'done' | 'declined' = 'done',
): Editing & { readonly told: string[] } {
  const told: string[] = [];
  return {
    folder: root,
    base: null,
    isTerminal: false,
    told,
    tell: (text) => told.push(text),
    ask: async () => {
      const [, clone = ''] = /Work in: +(\S+)/.exec(told.join('\n')) ?? [];
      assert.ok(existsSync(join(clone, 'src/main.sh')), told.join('\n'));
      act(clone);
      return answer;
    },
    signal: new AbortController().signal,
  };
}

test(
  'what a person changes in the clone is the patch, and the working tree stays as it was',
  inFlowPlace(async (place) => {
    const { root } = subject(place);
    const path = await proposeByHand(
      person(root, (clone) => writeFileSync(join(clone, 'src/main.sh'), FASTER)),
    );
    assert.match(readFileSync(path, 'utf8'), /-sleep 0\.06\n\+sleep 0\.01/);
    assert.equal(git(root, ['status', '--porcelain']), '');
    git(root, ['apply', '--check', path]);
    assert.deepEqual(
      readdirSync(place.tmp).filter((name) => name.startsWith('hone-edit-')),
      [],
    );
  }),
);

test(
  'changing nothing and declining are said as what they are',
  inFlowPlace(async (place) => {
    const { root } = subject(place);
    const idle = proposeByHand(person(root, () => undefined));
    await assert.rejects(idle, { code: 'E_PATCH', message: /Nothing was changed/ });
    const gone = proposeByHand(person(root, () => undefined, 'declined'));
    await assert.rejects(gone, { code: 'E_COMMAND', message: /declined/ });
    writeFileSync(join(root, 'src/main.sh'), 'dirty\n');
    await assert.rejects(proposeByHand(person(root, () => undefined)), { code: 'E_DIRTY_TREE' });
  }),
);
