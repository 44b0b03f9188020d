import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { commitAll, git, hone, inPlace, type Place } from '../../cli/spawn-hone.ts';
import { drivenToMerge, QUICK, statusOf, waitingSubject } from './whole-task.ts';

async function honeHere(place: Place, root: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await hone(place, root, args);
  assert.equal(code, 0, `${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

test(
  'two tasks side by side in worktrees end merged, with plain git, and leave nothing behind',
  inPlace(async (place) => {
    const { root, patches } = waitingSubject(place);
    const words = ['--goal', 'wait-under-load wall <= 10 s', '--objective', 'It waits less'];
    await honeHere(place, root, 'task', 'new', 'Faster start', ...words);
    commitAll(root, 'a task that everybody has');
    await honeHere(place, root, 'task', 'new', 'Faster end', ...words); // and one only here
    const start = async (id: string, patch: string): Promise<void> => {
      const flags = ['--worktree', '--proposal', patch, ...QUICK, '--json'];
      await drivenToMerge(
        place,
        root,
        id,
        await hone(place, root, ['task', 'start', id, ...flags]),
      );
    };
    await Promise.all([start('001', patches[0]), start('002', patches[1])]);
    const trees = [`${root}-task-001`, `${root}-task-002`];
    for (const [index, tree] of trees.entries()) {
      const other = index === 0 ? '002' : '001';
      const own = readFileSync(join(tree, `tasks/00${index + 1}/journal.md`), 'utf8');
      assert.match(own, /Performance Impact/);
      assert.ok(!existsSync(join(tree, `tasks/${other}/journal.md`)), 'a journal of its own');
      assert.ok(!existsSync(join(tree, '.hone')), 'one store for all');
    }
    for (const [id, method] of [
      ['001', 'squash'],
      ['002', 'merge'],
    ] as const) {
      await honeHere(place, root, 'task', 'complete', id, '--keep', '--quiet', '--method', method);
      assert.equal((await statusOf(place, root, id)).status, 'completed');
    }
    const subjectsOf = (...which: string[]): string[] =>
      git(root, ['log', '--format=%s', ...which, 'main'])
        .trimEnd()
        .split('\n');
    assert.deepEqual(
      subjectsOf('--first-parent', '-2').map((subject) => subject.replace(/ \(#[12]\)$/, '')),
      ['perf(task-002): Faster end', 'perf(task-001): Faster start'],
    );
    const optimisations = subjectsOf().filter((subject) => / optimize .* % faster$/.test(subject));
    assert.equal(optimisations.length, 1, 'those of a squashed branch are in its one commit');
    assert.match(optimisations[0] ?? '', /^perf\(task-002\)/);
    assert.equal(git(root, ['status', '--porcelain']), '');
    assert.equal(readFileSync(join(root, 'src/a.sh'), 'utf8'), 'sleep 0.001\n');
    assert.equal(readFileSync(join(root, 'src/b.sh'), 'utf8'), 'sleep 0.001\n');
    const dry = await honeHere(place, root, 'task', 'cleanup', '--all');
    trees.forEach((tree) => assert.ok(dry.includes(`would remove the working tree ${tree}`), dry));
    assert.ok(trees.every((tree) => existsSync(tree)));
    await honeHere(place, root, 'task', 'cleanup', '--all', '--yes');
    assert.ok(trees.every((tree) => !existsSync(tree)));
    assert.equal(git(root, ['branch', '--format=%(refname:short)']).trim(), 'main');
    assert.match(await honeHere(place, root, 'task', 'cleanup', '--all'), /nothing to clean up/);
  }),
);
