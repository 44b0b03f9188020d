import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ended, inPlace, pressCtrlC, start, until } from './spawn-hone.ts';

const SHORT = ['--max-pairs', '8', '--warmup', '1', '--time-limit', '60s'];

test(
  'a second hone waits and says for whom, a third can give up, and both others end right',
  inPlace(async (place) => {
    const [held, go] = [join(place.root, 'held'), join(place.root, 'go')];
    const command = `touch ${held}; until test -e ${go}; do sleep 0.02; done`;
    const args = ['compare', ...SHORT, '--shell', '--json', '-'];
    const first = start(place, place.root, [...args, command, command]);
    const firstEnded = ended(first);
    assert.ok(await until(() => existsSync(held), first), 'the first measures');

    const second = start(place, place.root, [...args, 'true', 'true']);
    const third = start(place, place.root, [...args, 'true', 'true'], { group: true });
    const [secondEnded, thirdEnded] = [ended(second), ended(third)];
    const heard = new Set<unknown>();
    for (const one of [second, third]) {
      one.stderr?.on('data', (text: string) => text.includes('Waiting: ') && heard.add(one));
    }
    assert.ok(await until(() => heard.size === 2, first), 'they say that they wait');
    pressCtrlC(third);
    const gaveUp = await thirdEnded;
    assert.equal(gaveUp.code, 130, gaveUp.stderr);
    assert.match(gaveUp.stderr, /^Interrupted while waiting/);
    assert.equal(gaveUp.stdout, '');

    writeFileSync(go, '');
    const [one, two] = await Promise.all([firstEnded, secondEnded]);
    const forWhom = new RegExp(`process ${first.pid} measures on this machine.*\\(hone compare`);
    for (const { waits } of [two, gaveUp]) {
      assert.ok(
        waits.some((line) => forWhom.test(line)),
        waits.join(),
      );
    }
    for (const { code, stdout, stderr } of [one, two]) {
      assert.notEqual(code, 2, stderr);
      assert.equal(JSON.parse(stdout).comparisons.length, 1);
      assert.equal(stderr, '');
    }
  }),
);
