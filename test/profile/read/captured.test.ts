import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { described, readFixture } from './described.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/profiles');
const GOLDEN = join(import.meta.dirname, '../../golden/profiles.json');

/** Everything that the readers make of the captured files; written by hand-checked runs. */
const golden: Record<string, unknown> = JSON.parse(readFileSync(GOLDEN, 'utf8'));
const files = readdirSync(FIXTURES).filter((name) => name !== 'README.md' && name !== 'programs');

test('every captured file has its golden description', () => {
  assert.ok(files.length >= 15, `only ${files.length} files were found`);
  assert.deepEqual(files.toSorted(), Object.keys(golden).toSorted());
});

for (const file of files) {
  test(`${file} is recognised by its content and read as described`, () => {
    const read = readFixture(file);
    assert.deepEqual(
      {
        format: read.format,
        profiles: read.profiles.slice(0, 3).map(({ title, profile }) => ({
          title,
          source: profile.source,
          unit: profile.unit,
          ...described(profile),
          caveats: profile.caveats,
        })),
      },
      golden[file],
    );
  });
}
