import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cheatsFor, type SubjectView } from '../../src/cheats/index.ts';
import { Check } from '../../src/model/index.ts';
import { MODULES, PROGRAMS, viewOf } from './made-subject.ts';

const EMPTY: SubjectView = {
  token: 'x',
  files: [],
  benchmarks: [],
  setup: [],
  test: [],
  hasHoldout: false,
};

/** A subject in a language in which no code is written. */
const RUST: SubjectView = {
  ...EMPTY,
  files: [
    { path: 'Cargo.toml', mode: '100644', text: '[package]\n', standing: 'closed' },
    { path: 'Cargo.lock', mode: '100644', text: 'version = 4\n', standing: 'closed' },
    { path: 'src/main.rs', mode: '100644', text: 'fn main() {}\n', standing: 'writable' },
    { path: 'tests/all.rs', mode: '100644', text: '#[test]\n', standing: 'frozen' },
    { path: 'hone.yaml', mode: '100644', text: 'version: 1\n', standing: 'frozen' },
  ],
  benchmarks: [
    {
      id: 'run',
      run: { kind: 'words', words: ['./target/release/tool'] },
      cwd: '.',
      printedMetrics: [],
      output: 'x\n',
      inputs: [],
    },
  ],
};

test('has at least twenty cheats for a program in each language that it writes', () => {
  for (const [name, program] of PROGRAMS) {
    const cheats = cheatsFor(viewOf(program, 'x')).filter(({ kind }) => kind === 'cheat');
    assert.ok(cheats.length >= 35, `${name} has ${cheats.length}`);
  }
});

test('names the same cheats for every subject, each once', () => {
  const ids = cheatsFor(EMPTY).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  ids.forEach((id) => assert.match(id, /^[a-z]+(-[a-z]+)*$/));
  for (const view of [RUST, ...PROGRAMS.map(([, program]) => viewOf(program, 'x'))]) {
    assert.deepEqual(
      cheatsFor(view).map(({ id }) => id),
      ids,
    );
  }
});

test('makes equal cheats from equal views', () => {
  assert.deepEqual(cheatsFor(viewOf(MODULES, 'x')), cheatsFor(viewOf(MODULES, 'x')));
});

test('changes suite, dependencies and git in any language, and says why code is not possible', () => {
  const cheats = cheatsFor(RUST);
  const possible = cheats.filter(({ kind }) => kind === 'cheat').map(({ id }) => id);
  for (const id of ['test-edit', 'suite-edit', 'lock-file-edit', 'dependency-swap', 'submodule']) {
    assert.ok(possible.includes(id), id);
  }
  const code = cheats.find(({ id }) => id === 'result-cache-in-home');
  assert.equal(code?.kind, 'impossible');
  assert.match(code?.kind === 'impossible' ? code.because : '', /leads to a tracked file in/);
});

test('says for everything either what it does, which check is meant, and how to close it, or why not', () => {
  const checks: readonly string[] = Check.anyOf.map((literal) => literal.const);
  for (const view of [EMPTY, RUST, ...PROGRAMS.map(([, program]) => viewOf(program, 'x'))]) {
    for (const cheat of cheatsFor(view)) {
      if (cheat.kind === 'impossible') {
        assert.match(cheat.because, /^[a-z].*[^.]$/s, cheat.id);
      } else {
        assert.match(cheat.how, /^\S.*\.$/s, cheat.id);
        assert.match(cheat.weakness, /^[A-Z].*\.$/s, cheat.id);
        assert.ok(checks.includes(cheat.expected) && cheat.edits.length > 0, cheat.id);
      }
    }
  }
});

test('finds the test and the input that nothing protects before those that are frozen', () => {
  const view = viewOf(MODULES, 'x');
  const exposed: SubjectView = {
    ...view,
    files: [
      ...view.files,
      { path: 'src/count.test.js', mode: '100644', text: 'pass\n', standing: 'writable' },
    ],
  };
  const cheat = cheatsFor(exposed).find(({ id }) => id === 'test-edit');
  assert.ok(cheat?.kind === 'cheat');
  assert.equal(cheat.edits[0]?.path, 'src/count.test.js');
});
