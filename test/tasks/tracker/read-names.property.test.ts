import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { renderTracker, trackerNames } from '../../../src/tasks/index.ts';
import { anyText } from '../arbitrary.ts';
import { sha256 } from '../journal/journals.ts';
import { FACTS } from './trackers.ts';

function rendered(name: string, purpose: string, previous: string | null = null): string {
  return renderTracker({ ...FACTS, name, purpose }, previous, sha256).text;
}

test('a name and a purpose that were read back are rendered as they were', () => {
  fc.assert(
    fc.property(anyText, anyText, (name, purpose) => {
      const first = rendered(name, purpose);
      const read = trackerNames(first);
      assert.equal(rendered(read.name ?? '', read.purpose ?? '', first), first);
    }),
    { numRuns: 300 },
  );
});

test('any text may be asked for its names', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.deepEqual(trackerNames(text), { name: null, purpose: null });
    }),
  );
});

test('names are those of the header alone, also when a person changed them', () => {
  const text = rendered('Parsing', 'Speed.').replace('# Parsing:', '# Reading:');
  assert.deepEqual(trackerNames(text), { name: 'Reading', purpose: 'Speed.' });
  const own = `# Mine: Progress Tracker\n\n**Purpose**: mine\n\n${rendered('Parsing', '')}`;
  assert.deepEqual(trackerNames(own), { name: 'Parsing', purpose: null });
});
