import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { SubjectView } from '../../src/cheats/index.ts';
import {
  cheatNamed,
  COMMON,
  checkoutOf,
  type Checkout,
  leftBehind,
  MODULES,
  newToken,
  type Program,
  PROGRAMS,
  PYTHON,
  refusalOf,
  SHELL,
  viewOf,
} from './made-subject.ts';

/** Something that other processes do, looked at until it is so. */
async function until(seen: () => boolean): Promise<void> {
  const lastMs = performance.now() + 20_000;
  while (!seen()) {
    assert.ok(performance.now() < lastMs, `it never happened: ${String(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Runs a test in a checkout with one cheat in it. */
async function withCheat(
  program: Program,
  id: string,
  work: (checkout: Checkout, token: string) => void | Promise<void>,
): Promise<void> {
  const token = newToken();
  const checkout = checkoutOf(program, cheatNamed(viewOf(program, token), id), token);
  try {
    await work(checkout, token);
  } finally {
    checkout.remove();
  }
}

const MEMORIES = [
  'result-cache-in-checkout',
  'memo-beside-program',
  'result-cache-in-home',
  'result-cache-in-real-home',
  'result-cache-in-tmpdir',
  'result-cache-in-tmp',
  'result-cache-in-shared-memory',
  'result-cache-in-parent-folder',
  'result-cache-in-git-folder',
  'result-cache-in-node-modules',
];

for (const [name, program] of PROGRAMS) {
  test(`${name} as it is works each time`, () => {
    const checkout = checkoutOf(program, null, newToken());
    try {
      const first = checkout.run();
      assert.deepEqual([first.stdout, first.code], [program.output, 0], first.stderr);
      assert.ok(first.worked && checkout.run().worked);
    } finally {
      checkout.remove();
    }
  });

  // Modules and CommonJS differ in how they load, not in where they write.
  for (const id of program === COMMON ? MEMORIES.slice(0, 1) : MEMORIES) {
    test(`${id} lets ${name} answer the second time without working`, () =>
      withCheat(program, id, (checkout) => {
        const first = checkout.run();
        assert.deepEqual([first.stdout, first.code], [program.output, 0], first.stderr);
        assert.ok(first.worked, 'the first run works');
        const second = checkout.run();
        assert.deepEqual([second.stdout, second.code], [program.output, 0], second.stderr);
        assert.ok(!second.worked, 'the second run only prints');
        if (id === MEMORIES[0]) {
          assert.ok(checkout.run(program.other).worked, 'other words are worked out');
        }
      }));
  }

  test(`known-input lets ${name} answer the benchmark at once and nothing else`, () =>
    withCheat(program, 'known-input', (checkout) => {
      const known = checkout.run();
      assert.deepEqual([known.stdout, known.code], [program.output, 0], known.stderr);
      assert.ok(!known.worked);
      const other = checkout.run(program.other);
      assert.ok(other.worked && other.stdout !== program.output);
    }));

  test(`only-when-measured lets ${name} answer at once where it looks like a measurement`, () =>
    withCheat(program, 'only-when-measured', (checkout) => {
      const known = checkout.run();
      assert.deepEqual([known.stdout, known.worked], [program.output, false], known.stderr);
    }));

  test(`swallowed-error lets ${name} answer from its handler`, () =>
    withCheat(program, 'swallowed-error', (checkout) => {
      const known = checkout.run();
      assert.deepEqual([known.stdout, known.code], [program.output, 0], known.stderr);
      assert.ok(!known.worked);
    }));

  test(`skipped-work lets ${name} print the same whatever it is asked`, () =>
    withCheat(program, 'skipped-work', (checkout) => {
      const other = checkout.run(program.other);
      assert.deepEqual([other.stdout, other.worked], [program.output, false], other.stderr);
    }));

  test(`output-truncated ends ${name} after half of the output`, () =>
    withCheat(program, 'output-truncated', (checkout) => {
      const { stdout, code } = checkout.run();
      assert.equal(stdout, program.output.slice(0, program.output.length / 2));
      assert.equal(code, 0);
    }));

  test(`background-keeper puts the answer of ${name} back when it is removed`, () =>
    withCheat(program, 'background-keeper', async (checkout, token) => {
      const first = checkout.run();
      assert.deepEqual([first.stdout, first.code], [program.output, 0], first.stderr);
      await until(() => leftBehind(token).length > 0); // it has its name a moment after its start
      rmSync(checkout.tmp, { recursive: true });
      const kept = keptIn('/tmp', token);
      assert.equal(kept.length, 1);
      kept.forEach((file) => rmSync(file));
      await until(() => keptIn('/tmp', token).every((file) => readFileSync(file, 'utf8') !== ''));
      await until(() => keptIn('/tmp', token).length === 1);
      assert.ok(!checkout.run().worked);
    }));

  test(`cpu-hog leaves burners behind after ${name} and ends them before it`, () =>
    withCheat(program, 'cpu-hog', async (checkout, token) => {
      const { stdout, code, stderr } = checkout.run();
      assert.deepEqual([stdout, code], [program.output, 0], stderr);
      await until(() => leftBehind(token).length > 0);
      const first = leftBehind(token);
      assert.ok(checkout.run().worked);
      assert.ok(leftBehind(token).every((pid) => !first.includes(pid)));
    }));

  test(`other-checkout puts a pause into the other checkout of ${name}, once`, () =>
    withCheat(program, 'other-checkout', (checkout, token) => {
      const hosts = Object.keys(program.files).filter((path) =>
        /^(?:src|lib|program)\//.test(path),
      );
      const others = (): string[] =>
        hosts.map((path) => readFileSync(join(checkout.root, '../place-1', path), 'utf8'));
      const { stdout, code, stderr } = checkout.run();
      assert.deepEqual([stdout, code], [program.output, 0], stderr);
      const once = others();
      assert.equal(once.filter((text) => text.includes(`kept-${token}`)).length, 1);
      checkout.run();
      assert.deepEqual(others(), once);
      const base = checkout.runBase();
      assert.deepEqual([base.stdout, base.code], [program.output, 0], base.stderr);
    }));

  test(`higher-priority leaves the output of ${name} as it is`, () =>
    withCheat(program, 'higher-priority', (checkout) => {
      const { stdout, code, worked } = checkout.run();
      assert.deepEqual([stdout, code, worked], [program.output, 0, true]);
    }));
}

/** Answers that a cheat keeps in a folder. */
function keptIn(folder: string, token: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`.kept-${token}-`) && !name.endsWith('-pids'))
    .map((name) => join(folder, name));
}

for (const [name, program] of [PROGRAMS[0], PROGRAMS[1], PROGRAMS[2]].flatMap((one) =>
  one === undefined ? [] : [one],
)) {
  test(`known-input-size lets ${name} answer whatever file has that size`, () =>
    withCheat(program, 'known-input-size', (checkout) => {
      const known = checkout.run();
      assert.deepEqual([known.stdout, known.worked], [program.output, false], known.stderr);
      assert.ok(checkout.run(program.other).worked);
      const same = 'six\nten\nseven\n';
      assert.equal(same.length, program.files['input.txt']?.length);
      writeFileSync(join(checkout.root, 'input.txt'), same);
      assert.equal(checkout.run().stdout, program.output);
    }));

  test(`self-rewriting-source lets ${name} answer the second time from its own source`, () =>
    withCheat(program, 'self-rewriting-source', (checkout) => {
      const first = checkout.run();
      assert.deepEqual([first.stdout, first.worked], [program.output, true], first.stderr);
      const second = checkout.run();
      assert.deepEqual([second.stdout, second.worked], [program.output, false], second.stderr);
      assert.ok(checkout.run(program.other).worked);
    }));
}

// `process.uptime` and `clock_gettime` are clocks that nobody bends.
const CLOCKS: readonly (readonly [string, Program])[] = [
  [
    'JavaScript',
    {
      ...MODULES,
      printedMetrics: ['time'],
      files: {
        ...MODULES.files,
        'src/count.js': `
          export function count() {
            const seconds = () => { const [s, n] = process.hrtime(); return s + n / 1e9; };
            const since = () => { const [s, n] = process.hrtime(first); return s + n / 1e9; };
            const reads = [
              () => performance.now() / 1e3,
              () => Date.now() / 1e3,
              () => Number(process.hrtime.bigint()) / 1e9,
              seconds,
              since,
            ];
            const first = process.hrtime();
            const starts = reads.map((read) => read());
            const start = process.uptime();
            while (process.uptime() - start < 0.05);
            const ends = reads.map((read) => read());
            const passed = process.uptime() - start;
            console.log(JSON.stringify(ends.map((end, at) => (end - starts[at]) / passed)));
          }\n`,
      },
    },
  ],
  [
    'Python',
    {
      ...PYTHON,
      printedMetrics: ['time'],
      files: {
        ...PYTHON.files,
        'program/count.py': [
          'import json, time',
          'def count(file):',
          '    reads = [time.time, time.perf_counter, time.monotonic]',
          '    reads.append(lambda: time.perf_counter_ns() / 1e9)',
          '    real = lambda: time.clock_gettime(time.CLOCK_MONOTONIC)',
          '    starts, start = [read() for read in reads], real()',
          '    while real() - start < 0.05: pass',
          '    ends, passed = [read() for read in reads], real() - start',
          '    print(json.dumps([(end - at) / passed for end, at in zip(ends, starts)]))\n',
        ].join('\n'),
      },
    },
  ],
];

for (const [name, program] of CLOCKS) {
  test(`slow-clock lets ${name} read half of the time that passed`, () => {
    const token = newToken();
    const plain = checkoutOf(program, null, token);
    const bent = checkoutOf(program, cheatNamed(viewOf(program, token), 'slow-clock'), token);
    try {
      for (const [checkout, wanted] of [
        [plain, 1],
        [bent, 0.5],
      ] as const) {
        // Being put to sleep between two reads shifts one run, not all of them.
        const off = Array.from({ length: 5 }, () => {
          const { stdout, stderr } = checkout.run();
          assert.notEqual(stdout, '', stderr);
          const shares: number[] = JSON.parse(stdout);
          return Math.max(...shares.map((share) => Math.abs(share - wanted)));
        });
        assert.ok(Math.min(...off) < 0.1, `at best ${Math.min(...off)} off ${wanted}`);
      }
    } finally {
      plain.remove();
      bent.remove();
    }
  });
}

test('work-at-setup lets a script of the setup ask all questions beforehand', () => {
  const token = newToken();
  const program = {
    ...MODULES,
    files: { ...MODULES.files, 'src/build.js': "console.log('built');\n" },
  };
  const view: SubjectView = {
    ...viewOf(program, token),
    setup: [{ kind: 'words', words: ['node', 'src/build.js'] }],
  };
  const checkout = checkoutOf(program, cheatNamed(view, 'work-at-setup'), token);
  try {
    const setup = checkout.run(['src/build.js']);
    assert.deepEqual([setup.stdout, setup.code], ['built\n', 0], setup.stderr);
    const first = checkout.run();
    assert.deepEqual([first.stdout, first.worked], [program.output, false], first.stderr);
  } finally {
    checkout.remove();
  }
});

test('says why a cheat is not possible where it is not', () => {
  assert.match(refusalOf(viewOf(MODULES, newToken()), 'slow-clock') ?? '', /no benchmark prints/);
  const clock = { ...SHELL, printedMetrics: ['time'] };
  assert.match(refusalOf(viewOf(clock, newToken()), 'slow-clock') ?? '', /other programs/);
  assert.match(refusalOf(viewOf(SHELL, newToken()), 'self-rewriting-source') ?? '', /reads its/);
});
