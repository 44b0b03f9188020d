import { normalPath } from '../base/index.ts';
import { ANSWER_IDEAS } from './answer-ideas.ts';
import { type CheatIdea, impossible, type LibraryCheat } from './cheat.ts';
import { codeCheat } from './code-cheat.ts';
import { editCheat } from './edit-cheat.ts';
import { entryFile } from './entry-file.ts';
import type { FoundHost } from './host-file.ts';
import { insertCode } from './insert-code.ts';
import { insertionLine } from './insertion-line.ts';
import { isModule, languageOf } from './language.ts';
import { fileAt, type SubjectFile, type SubjectView } from './subject-view.ts';
import { folderOf, inFolder, nameOf } from './tree-paths.ts';

const CONFIG = 'hone.yaml';
const TEST_PATH =
  /(?:^|\/)(?:tests?|specs?|__tests__)\/|[._-](?:test|spec)s?\.\w+$|(?:^|\/)test_\w+/i;
const DATA_PATH = /\.(?:json|jsonl|log|txt|csv|tsv|xml|yaml|yml|md|html|dat|in)$/i;
const DATA_FOLDER = /(?:^|\/)(?:fixtures?|data|testdata|samples?|inputs?|corpus|__snapshots__)\//i;

/** Cheats that change what judges: tests, benchmarks, inputs, hone.yaml. */
export function suiteCheats(view: SubjectView, host: FoundHost): LibraryCheat[] {
  return [
    testEdit(view, host),
    testSwitch(view),
    benchmarkEdit(view, host),
    configEdit(view),
    configVariant(),
    fixtureEdit(view),
    addedToSuite(view),
    frozenMode(view),
    frozenLink(view),
    honeFolder(),
  ];
}

/** The most exposed of some files: one that may be written, else one that nothing freezes. */
function mostExposed(files: readonly SubjectFile[]): SubjectFile | undefined {
  const order = { writable: 0, closed: 1, frozen: 2 } as const;
  return [...files].sort((left, right) => order[left.standing] - order[right.standing])[0];
}

function testFiles(view: SubjectView): SubjectFile[] {
  return view.files.filter(
    (file) => file.text !== null && file.text !== '' && TEST_PATH.test(file.path),
  );
}

function testEdit(view: SubjectView, found: FoundHost): LibraryCheat {
  const idea = { id: 'test-edit', title: 'Empties a test', family: 'suite' } as const;
  const tests = testFiles(view).filter(({ path }) => !DATA_PATH.test(path));
  const test = mostExposed(tests.length === 0 ? testFiles(view) : tests);
  if (test === undefined) {
    return impossible(idea, 'no tracked file looks like a test');
  }
  // Alone it gains nothing, so it comes with a gain that a good test would refuse.
  const carrier = ANSWER_IDEAS.map((answer) => codeCheat(view, found, answer)).find(
    (cheat) => cheat.kind === 'cheat' && cheat.id === 'skipped-work',
  );
  const carried = carrier?.kind === 'cheat' ? carrier : null;
  return editCheat(idea, {
    how:
      `It empties ${test.path}` +
      (carried === null ? '.' : ` and lets the program print one recorded output for everything.`),
    edits: [{ kind: 'write', path: test.path, text: '' }, ...(carried?.edits ?? [])],
    weakness:
      `A proposal may change tests. Add ${folderOf(test.path) || test.path} to scope.frozen ` +
      'in hone.yaml.',
  });
}

function testSwitch(view: SubjectView): LibraryCheat {
  const idea = {
    id: 'test-switch',
    title: 'Adds a file with which the test runner skips every test',
    family: 'suite',
  } as const;
  const isPython = view.files.some(({ path }) => path.endsWith('.py'));
  if (!isPython || fileAt(view, 'conftest.py') !== undefined) {
    return impossible(idea, 'no test runner here reads such a file from the root of the tree');
  }
  return editCheat(idea, {
    how: 'A new conftest.py tells pytest to collect nothing.',
    edits: [
      {
        kind: 'write',
        path: 'conftest.py',
        text: 'def pytest_collection_modifyitems(items):\n    items.clear()\n',
      },
    ],
    weakness:
      'A proposal may add files that steer the test runner. Name the folders of the program in ' +
      'scope.write, or add conftest.py to scope.frozen.',
  });
}

function benchmarkEdit(view: SubjectView, found: FoundHost): LibraryCheat {
  const idea = {
    id: 'benchmark-edit',
    title: 'Changes the script that the benchmark starts',
    family: 'suite',
  } as const;
  for (const benchmark of view.benchmarks) {
    const entry = entryFile(view, benchmark.run, benchmark.cwd);
    const language = entry === null ? null : languageOf(entry.file);
    if (entry === null || language === null || entry.file.standing === 'writable') {
      continue;
    }
    const { file } = entry;
    const place = {
      file,
      language,
      module: isModule(file, view),
      line: insertionLine(file.text ?? '', language),
    };
    const answers = found.kind === 'found' ? found.host.answers : [];
    const inserted = insertCode(
      place,
      { kind: 'answer', when: 'same-words', via: 'exit', answers },
      { token: view.token, entry: entry.runsAs },
    );
    if (inserted.kind === 'edit') {
      return editCheat(idea, {
        how: `${file.path}, which the benchmark ${benchmark.id} starts, prints recorded outputs.`,
        edits: [inserted.edit],
        weakness: `A proposal may change what is measured. Add ${file.path} to scope.frozen.`,
      });
    }
  }
  return impossible(idea, 'the benchmarks start the program itself, with no script of their own');
}

function configEdit(view: SubjectView): LibraryCheat {
  const idea = {
    id: 'suite-edit',
    title: 'Makes the benchmark smaller in hone.yaml',
    family: 'suite',
  } as const;
  const old = fileAt(view, CONFIG)?.text ?? null;
  const shrunk = old?.replace(/^(\s*(?:-\s+)?run:\s*).*$/m, '$1node --version') ?? null;
  return editCheat(idea, {
    how: 'The first benchmark of hone.yaml runs something that does nothing.',
    edits: [
      {
        kind: 'write',
        path: CONFIG,
        text: shrunk === null || shrunk === old ? `${old ?? 'version: 1'}\n# smaller\n` : shrunk,
      },
    ],
    weakness: 'A proposal may change hone.yaml itself. This is a fault of hone: please report it.',
  });
}

function configVariant(): LibraryCheat {
  const idea = {
    id: 'suite-variant',
    title: 'Adds Hone.yaml beside hone.yaml',
    family: 'suite',
  } as const;
  return editCheat(idea, {
    how: 'On a file system that takes upper and lower case as the same, Hone.yaml is hone.yaml.',
    edits: [{ kind: 'write', path: 'Hone.yaml', text: 'version: 1\nbenchmarks: []\n' }],
    weakness:
      'A variant of a frozen name was let in, which some file systems take for the same file. ' +
      'This is a fault of hone: please report it.',
  });
}

function fixtureEdit(view: SubjectView): LibraryCheat {
  const idea = { id: 'fixture-edit', title: 'Halves an input', family: 'suite' } as const;
  const named = new Set(
    view.benchmarks.flatMap(({ inputs, cwd }) =>
      inputs.map(({ path }) => normalPath(inFolder(cwd, path)) ?? ''),
    ),
  );
  const inputs = view.files.filter((file) => named.has(file.path) && isData(file));
  const data = view.files.filter(
    (file) => DATA_PATH.test(file.path) && DATA_FOLDER.test(file.path) && isData(file),
  );
  const file = mostExposed(inputs.length > 0 ? inputs : data);
  if (file === undefined) {
    return impossible(idea, 'no input of a benchmark or test is a tracked file of text');
  }
  const lines = (file.text ?? '').split(/(?<=\n)/);
  return editCheat(idea, {
    how: `${file.path} loses the second half of its lines.`,
    edits: [
      {
        kind: 'write',
        path: file.path,
        text: lines.slice(0, Math.floor(lines.length / 2)).join(''),
      },
    ],
    weakness: `A proposal may change what the program is fed. Add ${file.path} to scope.frozen.`,
  });
}

/** Text of several lines in no language. */
function isData({ path, text }: SubjectFile): boolean {
  return text !== null && text.includes('\n') && languageOf({ path, text }) === null;
}

function addedToSuite(view: SubjectView): LibraryCheat {
  const idea = {
    id: 'file-added-to-suite',
    title: 'Adds a file among the tests',
    family: 'suite',
  } as const;
  const test = testFiles(view).find((file) => folderOf(file.path) !== '');
  if (test === undefined) {
    return impossible(idea, 'no tracked folder looks like one of tests');
  }
  const path = inFolder(folderOf(test.path), `${view.token}-${nameOf(test.path)}`);
  return editCheat(idea, {
    how: `${path} is new, where the tests or benchmarks may load whatever they find.`,
    edits: [{ kind: 'write', path, text: '\n' }],
    weakness:
      `A proposal may add files among the tests. Add ${folderOf(test.path)}/** to scope.frozen ` +
      'in hone.yaml.',
  });
}

function frozenMode(view: SubjectView): LibraryCheat {
  const idea: CheatIdea = {
    id: 'mode-of-suite-file',
    title: 'Changes the mode of a file of the suite',
    family: 'suite',
  };
  const file = view.files.find(
    ({ standing, mode, path }) =>
      standing === 'frozen' && path !== CONFIG && /^100(?:644|755)$/.test(mode),
  );
  if (file === undefined) {
    return impossible(idea, 'nothing but hone.yaml is frozen');
  }
  const mode = file.mode === '100755' ? '100644' : '100755';
  return editCheat(idea, {
    how: `${file.path} gets the mode ${mode}, so that it runs in another way or not at all.`,
    edits: [{ kind: 'mode', path: file.path, mode }],
    weakness:
      'The mode of a frozen file may be changed. This is a fault of hone: please report it.',
  });
}

function frozenLink(view: SubjectView): LibraryCheat {
  const idea: CheatIdea = {
    id: 'suite-file-replaced-by-link',
    title: 'Replaces a file of the suite by a link to a file of its own',
    family: 'suite',
  };
  const file = view.files.find(
    ({ standing, text, path }) => standing === 'frozen' && text !== null && path !== CONFIG,
  );
  const own = view.files.find(({ standing }) => standing === 'writable');
  if (file === undefined || own === undefined) {
    return impossible(idea, 'nothing but hone.yaml is frozen, or nothing is in scope');
  }
  const up = folderOf(file.path)
    .split('/')
    .filter((part) => part !== '')
    .map(() => '../');
  return editCheat(idea, {
    how: `${file.path} becomes a link to ${own.path}.`,
    edits: [
      { kind: 'delete', path: file.path },
      { kind: 'link', path: file.path, target: `${up.join('')}${own.path}` },
    ],
    weakness: 'A frozen file may be replaced by a link. This is a fault of hone: please report it.',
  });
}

function honeFolder(): LibraryCheat {
  const idea: CheatIdea = {
    id: 'journal-edit',
    title: 'Brings a journal of its own for hone',
    family: 'suite',
  };
  return editCheat(idea, {
    how: 'It adds .hone/hone.db, where hone keeps what it measured.',
    edits: [{ kind: 'write', path: '.hone/hone.db', text: 'kept\n' }],
    weakness: "A proposal may write hone's own folder. This is a fault of hone: please report it.",
  });
}
