import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { ArchitectureNotes } from '../../src/model/index.ts';
import { git, hone, inPlace, repository } from './spawn-hone.ts';

test(
  'hone architecture tells of a revision from its committed files, with links to them',
  inPlace(async (place) => {
    const root = repository(place, {
      'compose.yaml': 'services:\n  db:\n    image: postgres:16\n',
      'app/package.json': '{"name": "app", "main": "app.js"}',
    });
    const commit = git(root, ['rev-parse', 'HEAD']).trim();
    git(root, ['rm', '-q', 'compose.yaml']);
    git(root, ['commit', '-q', '-m', 'without a database']);
    mkdirSync(join(root, 'notes'));
    const flags = ['--json', 'a.json', '--markdown', 'notes/a.md'];
    const { code, stdout, stderr } = await hone(place, root, ['architecture', commit, ...flags]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /What keeps data\n {2}PostgreSQL\n {4}compose\.yaml:3: service db/);
    const notes = Value.Parse(
      ArchitectureNotes,
      JSON.parse(readFileSync(join(root, 'a.json'), 'utf8')),
    );
    assert.equal(notes.commit, commit);
    assert.equal(notes.files_read, 2);
    const markdown = readFileSync(join(root, 'notes/a.md'), 'utf8');
    assert.match(markdown, /\[`app\/package\.json:1`\]\(\.\.\/app\/package\.json#L1\)/);

    const today = await hone(place, root, ['architecture', '--json']);
    assert.deepEqual(
      Value.Parse(ArchitectureNotes, JSON.parse(today.stdout)).notes.map(({ name }) => name),
      ['app'],
    );
    const missing = await hone(place, root, ['architecture', 'nope']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /nope/);
  }),
);
