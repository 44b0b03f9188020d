import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { buildSync } from 'esbuild';

import { hone, inPlace } from './spawn-hone.ts';

const SCRIPT = `
function heavy(count) {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += Math.sqrt(index);
  return sum;
}
console.log(heavy(2e7));
`;

test(
  'a kept profile is drawn as a page, a picture and for speedscope, and beside an earlier one',
  inPlace(async (place) => {
    const { root } = place;
    writeFileSync(join(root, 'heavy.js'), SCRIPT);
    const profile = ['profile', '--runs', '1', '--', 'node', 'heavy.js'];
    const first = await hone(place, root, profile);
    assert.equal(first.code, 0, first.stderr);
    const before = /Profile (\S+), kept/.exec(first.stdout)?.[1] ?? '';
    assert.equal((await hone(place, root, profile)).code, 0);

    const page = await hone(place, root, ['flame', '--out', 'out.html']);
    assert.equal(page.code, 0, page.stderr);
    assert.match(page.stdout, /Written to out\.html\./);
    assert.match(readFileSync(join(root, 'out.html'), 'utf8'), /heavy/);
    const svg = await hone(place, root, ['flame', '--format', 'svg', '--out', '-']);
    assert.match(svg.stdout, /^<svg[\s\S]*heavy[\s\S]*<\/svg>\s*$/);
    const exported = await hone(place, root, ['flame', '--format', 'speedscope', '--out', '-']);
    const { shared } = JSON.parse(exported.stdout);
    assert.ok(shared.frames.some((frame: { name: string }) => frame.name === 'heavy'));
    const changed = await hone(place, root, ['flame', '--before', before, '--out', 'diff.html']);
    assert.equal(changed.code, 0, changed.stderr);
    assert.ok(existsSync(join(root, 'diff.html')));
  }),
);

test(
  'a bundle is drawn by what it was made from, though another build lies in its place by now',
  inPlace(async (place) => {
    const { root } = place;
    const source = SCRIPT.replace('(count)', '(count: number)').replace(
      '2e7',
      'Number(process.argv[2])',
    );
    writeFileSync(join(root, 'heavy.ts'), source);
    const main = "import './heavy.ts'; import { sep } from 'node:path'; console.log(sep);";
    writeFileSync(join(root, 'main.ts'), main);
    const shared = { bundle: true, platform: 'node', minify: true, outdir: 'dist' } as const;
    buildSync({ ...shared, absWorkingDir: root, entryPoints: ['main.ts'], sourcemap: true });
    const run = ['profile', '--runs', '1', '--', 'node', 'dist/main.js', '20000000'];
    const profile = await hone(place, root, run);
    assert.equal(profile.code, 0, profile.stderr);
    rmSync(join(root, 'dist'), { recursive: true });

    const exported = await hone(place, root, ['flame', '--format', 'speedscope', '--out', '-']);
    const { shared: known } = JSON.parse(exported.stdout);
    const heavy = known.frames.find((frame: { name: string }) => frame.name === 'heavy');
    assert.equal(heavy?.file, 'heavy.ts');
    assert.equal(heavy.line, 2);
    const svg = await hone(place, root, ['flame', '--format', 'svg', '--out', '-']);
    assert.match(svg.stdout, /heavy \(heavy\.ts:2/);
  }),
);

test(
  'what can not be drawn is said in a sentence',
  inPlace(async (place) => {
    const { root } = place;
    const none = await hone(place, root, ['flame']);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /Nothing was profiled here yet/);
    const gone = await hone(place, root, ['flame', '--from', 'gone.pprof']);
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /gone\.pprof can't be read/);
    const wrong = await hone(place, root, ['flame', '--format', 'png']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /png/);
  }),
);
