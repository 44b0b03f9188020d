import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mergeTrees, readFileAt } from '../../src/git/index.ts';
import { mergeByIndex } from '../../src/git/merge-by-index.ts';
import { temporaryRepository } from './temporary-repository.ts';

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index}`);

const ways = [
  { name: 'merge-tree', merge: mergeTrees },
  { name: 'the index, for git before 2.38', merge: mergeByIndex },
];

for (const { name, merge } of ways) {
  test(`joins changes of both sides through ${name}`, async (t) => {
    const subject = temporaryRepository(t);
    subject.write('both', `${LINES.join('\n')}\n`);
    subject.write('mode', 'x\n');
    subject.write('gone', 'x\n');
    const base = subject.commit('base');
    subject.write('both', `first\n${LINES.slice(1).join('\n')}\n`);
    subject.write('ours only', 'x\n');
    subject.git('update-index', '--chmod=+x', 'mode');
    subject.git('config', 'core.fileMode', 'false');
    const ours = subject.commit('ours');
    subject.git('checkout', '-q', base);
    subject.write('both', `${LINES.slice(0, -1).join('\n')}\nlast\n`);
    subject.write('mode', 'y\n');
    subject.write('dir/theirs', 'x\n');
    subject.remove('gone');
    const theirs = subject.commit('theirs');
    const repository = await subject.open();
    const options = { objectsDir: subject.beside('objects') };
    const merged = await merge(repository, { base, ours, theirs }, options);
    assert.ok(merged.kind === 'clean', JSON.stringify(merged));
    const both = await readFileAt(repository, merged.tree, 'both', options);
    assert.equal(both?.toString(), `first\n${LINES.slice(1, -1).join('\n')}\nlast\n`);
    subject.git('merge', '-q', '--no-edit', ours);
    assert.equal(merged.tree, subject.git('rev-parse', 'HEAD^{tree}').trim());
  });

  test(`names what can not be joined through ${name}`, async (t) => {
    const subject = temporaryRepository(t);
    subject.write('same line', 'x\n');
    subject.write('changed and gone', 'x\n');
    subject.write('binary', Buffer.from([0, 1]));
    subject.write('fine', 'x\n');
    const base = subject.commit('base');
    subject.write('same line', 'ours\n');
    subject.write('changed and gone', 'ours\n');
    subject.write('binary', Buffer.from([0, 2]));
    subject.write('new\nname', 'ours\n');
    const ours = subject.commit('ours');
    subject.git('checkout', '-q', base);
    subject.write('same line', 'theirs\n');
    subject.remove('changed and gone');
    subject.write('binary', Buffer.from([0, 3]));
    subject.write('new\nname', 'theirs\n');
    const theirs = subject.commit('theirs');
    const options = { objectsDir: subject.beside('objects') };
    const merged = await merge(await subject.open(), { base, ours, theirs }, options);
    assert.ok(merged.kind === 'conflict');
    assert.deepEqual([...merged.paths].sort(), [
      'binary',
      'changed and gone',
      'new\nname',
      'same line',
    ]);
  });

  test(`takes equal changes of both sides once, through ${name}`, async (t) => {
    const subject = temporaryRepository(t);
    subject.write('a', 'x\n');
    const base = subject.commit('base');
    subject.write('a', 'y\n');
    const ours = subject.commit('ours');
    const options = { objectsDir: subject.beside('objects') };
    const merged = await merge(await subject.open(), { base, ours, theirs: ours }, options);
    const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
    assert.deepEqual(merged, { kind: 'clean', tree });
  });
}
