import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hostFile } from '../../src/cheats/host-file.ts';
import type { SubjectView, ViewedBenchmark } from '../../src/cheats/index.ts';
import { MODULES, type Program, viewOf } from './made-subject.ts';

function withBenchmark(program: Program, benchmark: Partial<ViewedBenchmark>): SubjectView {
  const view = viewOf(program, 'x');
  return { ...view, benchmarks: view.benchmarks.map((one) => ({ ...one, ...benchmark })) };
}

test('puts code into the first file that a frozen entry loads and that may change', () => {
  const found = hostFile(viewOf(MODULES, 'x'));
  assert.ok(found.kind === 'found');
  const { file, entry, answers, module } = found.host;
  assert.deepEqual([file.path, entry, module], ['src/count.js', 'bin/count.js', true]);
  assert.deepEqual(answers, [
    {
      args: ['input.txt'],
      output: MODULES.output,
      inputs: [{ path: 'input.txt', bytes: 14 }],
    },
  ]);
});

test('takes the lines of npm off what the program printed', () => {
  const program = {
    ...MODULES,
    files: {
      ...MODULES.files,
      'package.json': '{ "type": "module", "scripts": { "bench": "node bin/count.js input.txt" } }',
    },
  };
  const found = hostFile(
    withBenchmark(program, {
      run: { kind: 'words', words: ['npm', 'run', 'bench'] },
      output: `\n> it@1.0.0 bench\n> node bin/count.js input.txt\n\n${MODULES.output}`,
    }),
  );
  assert.equal(found.kind === 'found' ? found.host.answers[0]?.output : '', MODULES.output);
});

test('knows no answer where a shell stands between, or the output is unknown or huge', () => {
  const unknown: Partial<ViewedBenchmark>[] = [
    { run: { kind: 'shell', text: 'node bin/count.js input.txt | sort' } },
    { output: null },
    { output: '' },
    { output: 'x'.repeat(300_000) },
  ];
  for (const benchmark of unknown) {
    const found = hostFile(withBenchmark(MODULES, benchmark));
    assert.deepEqual(found.kind === 'found' ? found.host.answers : null, []);
  }
});

test('says why there is no place for code', () => {
  const view = viewOf(MODULES, 'x');
  const frozen: SubjectView = {
    ...view,
    files: view.files.map((file) => ({ ...file, standing: 'frozen' })),
  };
  assert.match(becauseOf(frozen), /no file that bin\/count\.js loads may be changed/);
  const other = withBenchmark(MODULES, { run: { kind: 'words', words: ['cargo', 'bench'] } });
  assert.match(becauseOf(other), /cargo bench\) leads to a tracked file/);
  assert.match(becauseOf({ ...view, benchmarks: [] }), /no benchmark/);
});

function becauseOf(view: SubjectView): string {
  const found = hostFile(view);
  return found.kind === 'none' ? found.because : '';
}
