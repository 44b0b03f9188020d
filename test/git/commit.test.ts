import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  commitMessageOf,
  commitTree,
  readCommit,
  trailersOf,
  trailersOfAll,
} from '../../src/git/index.ts';
import { failure, temporaryRepository } from './temporary-repository.ts';

test('commits a tree into the store of its own, as the user whom git knows', async (t) => {
  const subject = temporaryRepository(t);
  subject.write('a', 'x');
  const base = subject.commit('first');
  subject.git('config', 'user.name', 'Grace Höpper');
  subject.git('config', 'user.email', 'grace@example.org');
  subject.git('config', 'commit.gpgSign', 'true');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const message = 'perf(parse): 12 % less\n\n# no comment\n\nHone-Run: 7\nHone-Suite: abc: def\n';
  const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
  const date = '2025-01-02T03:04:05Z';
  const commit = await commitTree(repository, { tree, parents: [base], message, date }, options);
  const read = await readCommit(repository, commit, options);
  assert.deepEqual(read.author, { name: 'Grace Höpper', email: 'grace@example.org' });
  assert.equal(read.committedAtS, Date.parse(date) / 1_000);
  assert.deepEqual(read.parents, [base]);
  assert.equal(read.tree, tree);
  assert.equal(read.subject, 'perf(parse): 12 % less');
  assert.equal(await commitMessageOf(repository, commit, options), message);
  assert.deepEqual(await trailersOf(repository, commit, options), [
    { key: 'Hone-Run', value: '7' },
    { key: 'Hone-Suite', value: 'abc: def' },
  ]);
  assert.throws(() => subject.git('cat-file', '-e', commit));
});

test('reads the trailers of many commits at once, whatever else their messages hold', async (t) => {
  const subject = temporaryRepository(t);
  subject.git('config', 'trailer.separators', '=');
  subject.write('a', 'x');
  const bare = subject.commit('no trailer: at all');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
  const messages = [
    `x\n\ncommit ${bare}\nA: text with a colon\n\nHone-Run: 1\nSigned-off-by: Ada <ada@example.org>\n`,
    'y\n\n---\n\nHone-Run: a long\n value\nHone-Run: 3\n',
  ];
  const made: string[] = [];
  for (const message of messages) {
    made.push(await commitTree(repository, { tree, parents: [bare], message }, options));
  }
  const found = await trailersOfAll(repository, [...made, bare], options);
  assert.deepEqual(
    [...made, bare].map((commit) => found.get(commit)),
    [
      [
        { key: 'Hone-Run', value: '1' },
        { key: 'Signed-off-by', value: 'Ada <ada@example.org>' },
      ],
      [
        { key: 'Hone-Run', value: 'a long value' },
        { key: 'Hone-Run', value: '3' },
      ],
      [],
    ],
  );
  assert.equal((await trailersOfAll(repository, [], options)).size, 0);
  await assert.rejects(trailersOf(repository, '1'.repeat(40), options), /1111/);
});

test('commits as hone when git knows nobody, or as whom it is told', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  // An empty value overrules what the machine that runs this test may have.
  subject.git('config', 'user.name', '');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
  const plain = { tree, parents: [], message: 'x' };
  const commit = await commitTree(repository, plain, options);
  assert.equal((await readCommit(repository, commit, options)).author.name, 'hone');
  const author = { name: 'Bot', email: 'bot@example.org' };
  const other = await commitTree(repository, { ...plain, author }, options);
  assert.deepEqual((await readCommit(repository, other, options)).author, author);
});

test('refuses an empty message and a tree that does not exist', async (t) => {
  const subject = temporaryRepository(t);
  subject.commit('first');
  const repository = await subject.open();
  const options = { objectsDir: subject.beside('objects') };
  const tree = subject.git('rev-parse', 'HEAD^{tree}').trim();
  for (const message of ['', ' \n', 'a\0b']) {
    const commit = { tree, parents: [], message };
    await assert.rejects(commitTree(repository, commit, options), failure('E_USAGE', /message/));
  }
  const missing = { tree: '1'.repeat(40), parents: [], message: 'x' };
  await assert.rejects(commitTree(repository, missing, options), { code: 'E_REPOSITORY' });
});
