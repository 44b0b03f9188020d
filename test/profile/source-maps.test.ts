import assert from 'node:assert/strict';
import { test } from 'node:test';

import { buildSync, transformSync } from 'esbuild';

import { NO_STACK, ProfileBuilder, withSourceMaps } from '../../src/profile/index.ts';

const ORIGINAL = `// first line
export function parseEverything(input: string): number {
  const countWords = (text: string): number => {
    return text.split(' ').length;
  };
  class Reader {
    readAll(value: string): number {
      return countWords(value) + [value].map((each) => each.length).length;
    }
  }
  return new Reader().readAll(input) + countWords(input);
}
`;

function built(minify: boolean) {
  const { code, map } = transformSync(ORIGINAL, {
    loader: 'ts',
    sourcemap: 'external',
    sourcefile: 'src/parse.ts',
    minify,
  });
  return { code, map };
}

/** The place that V8 gives for the function whose parameters begin at the end of a text. */
function placeOf(code: string, text: string, after = 0) {
  const at = code.indexOf(text, after) + text.length;
  const before = code.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

function profileOf(
  frames: readonly { name: string; line: number; column: number }[],
  lines: readonly number[] = [],
) {
  const builder = new ProfileBuilder('v8-cpu', 'ns');
  builder.thread({ pid: 1, ppid: 0, tid: 0, name: '', main: true, startNs: 0, endNs: 0 });
  frames.forEach(({ name, line, column }, index) => {
    const frame = builder.frame(name, {
      file: 'file:///srv/dist/parse.js',
      line,
      column,
      kind: 'js',
    });
    builder.sample(0, builder.stack(NO_STACK, frame), 5, lines[index] ?? 0);
  });
  return builder.finish();
}

test('moves frames and hot lines to the original, and keeps where they ran', () => {
  const { code, map } = built(false);
  const place = placeOf(code, 'function parseEverything');
  const hot = code.split('\n').findIndex((line) => line.includes('split')) + 1;
  const { profile, files } = withSourceMaps(
    profileOf([{ name: 'parseEverything', ...place }], [hot]),
    () => map,
  );
  assert.equal(files, 1);
  const frame = profile.frames[0];
  assert.deepEqual(
    [frame?.file, frame?.line, frame?.name],
    ['file:///srv/dist/src/parse.ts', 2, 'parseEverything'],
  );
  assert.deepEqual(frame?.generated, { file: 'file:///srv/dist/parse.js', ...place });
  assert.deepEqual([...(profile.samples.line ?? [])], [4]);
  assert.deepEqual(profile.caveats, []);
});

test('gives shortened functions their names, and never one that is not theirs', () => {
  const { code, map } = built(true);
  const short = /function (\w+)\(/.exec(code)?.[1] ?? '';
  const arrow = /(?:const|let|var) (\w+)=/.exec(code)?.[1] ?? '';
  const inner = /map\((\w)=>/.exec(code)?.[1] ?? '';
  const frames = [
    { name: short, ...placeOf(code, `function ${short}`) },
    { name: arrow, ...placeOf(code, `${arrow}=`) },
    { name: 'readAll', ...placeOf(code, 'readAll') },
    { name: '', ...placeOf(code, 'map(') },
  ];
  assert.ok(short !== '' && arrow !== '' && inner !== '', code);
  const { profile } = withSourceMaps(profileOf(frames, [1, 1, 1, 1]), () => map);
  assert.deepEqual(
    profile.frames.map(({ name, line }) => [name, line]),
    [
      ['parseEverything', 2],
      ['countWords', 3],
      ['readAll', 7],
      ['(anonymous)', 8],
    ],
  );
  assert.match(profile.caveats.join(), /many original ones: 4\./);
  assert.deepEqual([...(profile.samples.line ?? [])], [0, 0, 0, 0]);
});

test('a map that is missing changes nothing, a broken one is said and changes nothing', () => {
  const before = profileOf([{ name: 'a', line: 1, column: 2 }]);
  assert.deepEqual(
    withSourceMaps(before, () => null),
    { profile: before, files: 0 },
  );
  const broken = [
    '',
    'no JSON',
    '[]',
    '{"version":3}',
    '{"version":3,"sources":["a"],"mappings":7}',
    '3',
    '{"sections":[7]}',
  ];
  for (const text of broken) {
    const { profile } = withSourceMaps(before, () => text);
    assert.deepEqual(profile.frames, before.frames, text);
    assert.match(
      profile.caveats.join(),
      /could not be read: file:\/\/\/srv\/dist\/parse\.js/,
      text,
    );
  }
  const throwing = withSourceMaps(before, () => {
    throw new Error('EACCES');
  });
  assert.match(throwing.profile.caveats.join(), /EACCES/);
});

test('asks once for each file, and not for what is no code of the program', () => {
  const builder = new ProfileBuilder('v8-cpu', 'ns');
  builder.frame('read', { file: 'node:fs', line: 3, kind: 'runtime' });
  builder.frame('a', { file: '/a.js', line: 3, kind: 'js' });
  builder.frame('b', { file: '/a.js', line: 9, kind: 'js' });
  builder.frame('c', { file: '/c.js', kind: 'js' });
  const asked: string[] = [];
  withSourceMaps(builder.finish(), (file) => {
    asked.push(file);
    return null;
  });
  assert.deepEqual(asked, ['/a.js']);
});

/** A module as an import names it, quotes included. */
function dataModule(text: string): string {
  return `'data:text/javascript,${encodeURIComponent(text)}'`;
}

test('code of a bundle that belongs to no single module stays where it ran', () => {
  const first = dataModule('export const one = (x) => x + 1;');
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import ${dataModule('let n = 2; n++;')}; import { one } from ${first}; one(1);`,
    },
    bundle: true,
    minify: true,
    write: false,
    outdir: '/out',
    sourcemap: 'external',
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const code = text('.js');
  const whole = { name: '(anonymous)', line: 1, column: 1 };
  const wrapper = { name: '(anonymous)', line: 1, column: 2 };
  assert.match(code, /^\(\(\)=>/, 'the bundler wraps its modules');
  const { profile } = withSourceMaps(profileOf([whole, wrapper]), () => text('.map'));
  assert.deepEqual(
    profile.frames.map(({ file, line, generated }) => [file, line, generated]),
    [
      ['file:///srv/dist/parse.js', 1, undefined],
      ['file:///srv/dist/parse.js', 1, undefined],
    ],
  );
  const alone = withSourceMaps(profileOf([whole]), () => built(true).map).profile.frames[0];
  assert.deepEqual([alone?.file, alone?.line], ['file:///srv/dist/src/parse.ts', 1]);
});
