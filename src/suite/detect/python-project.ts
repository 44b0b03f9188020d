import { type Detected, fixedTimeNote, NOTHING, plainCommand, type Tree } from './detected.ts';

/** How this repository's Python is set up and started. */
interface Interpreter {
  readonly setup: readonly { readonly run: string; readonly evidence: string }[];
  /** Goes before a script or `-m module`. */
  readonly python: string;
}

/** What pyproject.toml, setup.py and requirements files say. */
export function detectPython(tree: Tree): Detected {
  const manifests = tree.files.filter((path) =>
    /^(?:pyproject\.toml|setup\.py|setup\.cfg|requirements[\w.-]*\.txt|tox\.ini|pytest\.ini)$/.test(
      path,
    ),
  );
  const tests = tree.files.filter((path) => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path));
  if (manifests.length === 0 && tests.length === 0) {
    return NOTHING;
  }
  const texts = manifests.map((path) => tree.text(path)).join('\n');
  const { setup, python } = interpreterFor(tree);
  const measured = tests.find((path) => /def test_\w+\([^)]*\bbenchmark\b/.test(tree.text(path)));
  const pytest = /\bpytest\b/.test(texts) || tree.has('conftest.py') || tree.has('pytest.ini');
  return {
    ...NOTHING,
    setup: setup.map(({ run, evidence }) => plainCommand(run, evidence)),
    test:
      tests.length === 0
        ? []
        : [
            pytest
              ? plainCommand(`${python} -m pytest -q`, `pytest and ${tests[0]}`)
              : plainCommand(`${python} -m unittest discover`, `${tests[0]}`),
          ],
    frozen: [
      ...(tests.length === 0 ? [] : ['**/test_*.py', '**/*_test.py']),
      ...(tree.files.some((path) => path.endsWith('conftest.py')) ? ['**/conftest.py'] : []),
    ],
    notes: [
      ...(measured === undefined ? [] : [fixedTimeNote(measured, 'pytest-benchmark')]),
      ...(setup.length === 0 ? [] : [UNSTABLE_HASHES]),
    ],
  };
}

const UNSTABLE_HASHES =
  'Python orders sets of texts differently in each run. Set env {PYTHONHASHSEED: 0} on ' +
  'benchmarks whose output or time depends on it.';

/** The Python that runs scripts of this repository. */
export function pythonOf(tree: Tree): string {
  return interpreterFor(tree).python;
}

function interpreterFor(tree: Tree): Interpreter {
  if (tree.has('uv.lock')) {
    return {
      setup: [{ run: 'uv sync --frozen', evidence: 'uv.lock is there' }],
      python: '.venv/bin/python',
    };
  }
  if (tree.has('poetry.lock')) {
    const inside = { run: 'poetry config --local virtualenvs.in-project true' };
    return {
      setup: [
        { ...inside, evidence: 'poetry.lock is there; each checkout needs its own environment' },
        { run: 'poetry install --no-interaction', evidence: 'poetry.lock is there' },
      ],
      python: '.venv/bin/python',
    };
  }
  const requirements = tree.files.filter((path) =>
    /^requirements(?:[-_.](?:dev|test|tests))?\.txt$/.test(path),
  );
  const project = ['pyproject.toml', 'setup.py'].find(tree.has);
  if (requirements.length === 0 && project === undefined) {
    return { setup: [], python: 'python3' };
  }
  const pip = '.venv/bin/python -m pip install --quiet';
  return {
    setup: [
      { run: 'python3 -m venv .venv', evidence: 'each checkout needs its own environment' },
      ...requirements.map((path) => ({ run: `${pip} -r ${path}`, evidence: `${path} is there` })),
      ...(project === undefined ? [] : [{ run: `${pip} -e .`, evidence: `${project} is there` }]),
    ],
    python: '.venv/bin/python',
  };
}
