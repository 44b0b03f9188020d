import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { assertRefused, hone, inPlace, repository } from './spawn-hone.ts';

const TASK = '# Task #001: Faster\n\n## Objectives\n\n- Reports are fast\n';

test(
  'the tracker is shown, written once, exported, and refuses what it can not do',
  inPlace(async (place) => {
    const root = repository(place, { 'tasks/001/task.md': TASK });
    const shown = await hone(place, root, ['tracker']);
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /0 % \(0\/1\)[^]*001 +Faster +not started[^]*Next\n +001 Faster/);
    const words = [
      'tracker',
      '1',
      '--write',
      '--html',
      't.html',
      '--name',
      'Speed',
      '--purpose',
      'P',
    ];
    const written = await hone(place, root, words);
    assert.equal(written.stdout, 'Wrote tasks/TRACKER.md.\n');
    const file = join(root, 'tasks/TRACKER.md');
    assert.match(readFileSync(file, 'utf8'), /^# Speed: Progress Tracker\n\n\*\*Purpose\*\*: P$/m);
    assert.match(readFileSync(join(root, 't.html'), 'utf8'), /<h1>Speed<\/h1>/);
    const markdown = await hone(place, root, ['tracker', '--markdown', '-', '--write']);
    assert.match(markdown.stdout, /^<!-- hone:tracker-header \w+ -->\n# Speed: Progress Tracker\n/);
    assert.match(markdown.stderr, /tasks\/TRACKER\.md/);
    assertRefused(await hone(place, root, ['tracker', '--watch']), /draws on a terminal/);
    assertRefused(await hone(place, root, ['tracker', '--file', '../x.md']), /is a file in/);
    assertRefused(await hone(place, root, ['task', 'split']), /Nothing was planned here yet/);
  }),
);
