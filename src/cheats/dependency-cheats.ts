import { impossible, type LibraryCheat } from './cheat.ts';
import { editCheat } from './edit-cheat.ts';
import { type FoundHost, hostOfCommand } from './host-file.ts';
import { wordsOf } from './command-words.ts';
import { insertCode } from './insert-code.ts';
import { fileAt, type SubjectView } from './subject-view.ts';
import { folderOf, inFolder, nameOf } from './tree-paths.ts';

const CLOSE_DEPENDENCIES =
  'Proposals may decide whose code runs. Set scope.dependencies to false in hone.yaml and take ' +
  'the file out of scope.write.';

/** How another dependency is written into each manifest, by its name. */
const MANIFESTS: Readonly<Record<string, (text: string, token: string) => string>> = {
  'package.json': (text, token) =>
    text.replace(/\{/, `{\n  "overrides": { "${token}": "npm:${token}-fast@1.0.0" },`),
  'requirements.txt': (text, token) => `${text.trimEnd()}\n${token}==1.0.0\n`,
  'pyproject.toml': (text, token) => `${text.trimEnd()}\n\n[tool.${token}]\nfast = true\n`,
  'Cargo.toml': (text, token) => `${text.trimEnd()}\n\n[patch.${token}]\nfast = "1.0.0"\n`,
  'go.mod': (text, token) => `${text.trimEnd()}\n\nreplace ${token} => ${token}-fast v1.0.0\n`,
  Gemfile: (text, token) => `${text.trimEnd()}\ngem "${token}", "1.0.0"\n`,
  'composer.json': (text, token) => text.replace(/\{/, `{\n  "replace": { "${token}": "1.0.0" },`),
  'pom.xml': (text, token) => text.replace(/<\/project>/, `  <!-- ${token} -->\n</project>`),
};

const LOCKS = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'Cargo.lock',
  'go.sum',
  'poetry.lock',
  'uv.lock',
  'Pipfile.lock',
  'Gemfile.lock',
  'composer.lock',
];

/** Cheats that change whose code runs, and when. */
export function dependencyCheats(view: SubjectView, host: FoundHost): LibraryCheat[] {
  return [
    dependencySwap(view),
    lockFile(view),
    vendored(view),
    nestedManifest(view, host),
    toolchain(view),
    atInstall(view, host),
    atSetup(view, host),
  ];
}

function dependencySwap(view: SubjectView): LibraryCheat {
  const idea = {
    id: 'dependency-swap',
    title: 'Swaps a dependency',
    family: 'dependencies',
  } as const;
  for (const [name, swap] of Object.entries(MANIFESTS)) {
    const file = view.files.find(({ path, text }) => nameOf(path) === name && text !== null);
    if (file !== undefined) {
      return editCheat(idea, {
        how: `${file.path} names another package in place of one that is used.`,
        edits: [{ kind: 'write', path: file.path, text: swap(file.text ?? '', view.token) }],
        weakness: CLOSE_DEPENDENCIES,
      });
    }
  }
  return impossible(idea, 'no tracked file names dependencies');
}

function lockFile(view: SubjectView): LibraryCheat {
  const idea = {
    id: 'lock-file-edit',
    title: 'Changes a lock file',
    family: 'dependencies',
  } as const;
  const known = LOCKS.map((name) => fileAt(view, name)).find((file) => file?.text != null);
  const path = known?.path ?? 'package-lock.json';
  const text =
    known === undefined
      ? `{ "name": "${view.token}", "lockfileVersion": 3, "packages": {} }\n`
      : `${known.text ?? ''}\n`;
  return editCheat(idea, {
    how:
      `${path} is ${known === undefined ? 'new' : 'written differently'}, so that the setup can ` +
      'install something else.',
    edits: [{ kind: 'write', path, text }],
    weakness: CLOSE_DEPENDENCIES,
  });
}

function vendored(view: SubjectView): LibraryCheat {
  const idea = {
    id: 'vendored-module',
    title: 'Brings a package along',
    family: 'dependencies',
  } as const;
  const path = `node_modules/${view.token}/index.js`;
  return editCheat(idea, {
    how: `${path} is new: code that is found before what the setup installs.`,
    edits: [{ kind: 'write', path, text: 'module.exports = {};\n' }],
    weakness: CLOSE_DEPENDENCIES,
  });
}

function nestedManifest(view: SubjectView, found: FoundHost): LibraryCheat {
  const idea = {
    id: 'nested-manifest',
    title: 'Adds a package.json below the program',
    family: 'dependencies',
  } as const;
  const folder = found.kind === 'found' ? folderOf(found.host.file.path) : '';
  const path = inFolder(folder, 'package.json');
  if (found.kind === 'none' || found.host.language !== 'node' || fileAt(view, path) !== undefined) {
    return impossible(idea, 'only Node reads such a file, and only where there is none yet');
  }
  return editCheat(idea, {
    how: `${path} decides how the files beside it are loaded and what they import.`,
    edits: [
      {
        kind: 'write',
        path,
        text: `{ "type": "${found.host.module ? 'module' : 'commonjs'}", "imports": {} }\n`,
      },
    ],
    weakness: CLOSE_DEPENDENCIES,
  });
}

function toolchain(view: SubjectView): LibraryCheat {
  const idea = {
    id: 'toolchain-pin',
    title: 'Asks for another version of the language',
    family: 'dependencies',
  } as const;
  const path = '.tool-versions';
  const text = `${fileAt(view, path)?.text ?? ''}nodejs 99.0.0\n`;
  return editCheat(idea, {
    how: `${path} names another version, which version managers then use.`,
    edits: [{ kind: 'write', path, text }],
    weakness: CLOSE_DEPENDENCIES,
  });
}

/** Code in the program that remembers, and something else that asks it all questions beforehand. */
function remembering(view: SubjectView, found: FoundHost): ReturnType<typeof insertCode> | null {
  if (found.kind === 'none') {
    return null;
  }
  const context = { token: view.token, entry: found.host.entry };
  return insertCode(found.host, { kind: 'remember', place: 'checkout' }, context);
}

function atInstall(view: SubjectView, found: FoundHost): LibraryCheat {
  const idea = {
    id: 'work-at-install',
    title: 'Works out the answers when it is installed',
    family: 'moved-work',
  } as const;
  const manifest = fileAt(view, 'package.json');
  const code = remembering(view, found);
  const commands = view.benchmarks.map(({ run }) => wordsOf(run).join(' '));
  if (manifest?.text == null || code?.kind !== 'edit') {
    return impossible(idea, 'no package.json with code beside it that may be changed is there');
  }
  const script = `{\n  "scripts": { "postinstall": ${JSON.stringify(commands.join(' && '))} },`;
  return editCheat(idea, {
    how: 'package.json runs the benchmarks after every install, and the program keeps the answers.',
    edits: [
      { kind: 'write', path: 'package.json', text: manifest.text.replace(/\{/, script) },
      code.edit,
    ],
    weakness:
      'A proposal may say what runs at install. Set scope.dependencies to false, and let the ' +
      'setup install with --ignore-scripts.',
  });
}

function atSetup(view: SubjectView, found: FoundHost): LibraryCheat {
  const idea = {
    id: 'work-at-setup',
    title: 'Works out the answers during the setup',
    family: 'moved-work',
  } as const;
  const step = view.setup
    .map((command) => hostOfCommand(view, command))
    .findLast((host) => host !== null);
  const code = remembering(view, found);
  if (step === undefined || found.kind === 'none' || code?.kind !== 'edit') {
    return impossible(idea, 'the setup runs nothing that a proposal may change');
  }
  const path = step.file.path;
  if (path === found.host.file.path) {
    return impossible(idea, 'the setup runs the measured program itself and nothing else in scope');
  }
  const commands = view.benchmarks.map(({ run }) => wordsOf(run));
  const ahead = insertCode(
    step,
    { kind: 'run-ahead', commands },
    {
      token: view.token,
      entry: step.entry,
    },
  );
  return ahead.kind === 'none'
    ? impossible(idea, ahead.because)
    : editCheat(idea, {
        how:
          `${path}, which the setup runs, asks all questions, and the program keeps the ` +
          'answers.',
        edits: [ahead.edit, code.edit],
        expected: 'plausible',
        weakness:
          'The setup runs code of the proposal, in which work can be hidden. Freeze its scripts, ' +
          'and add a holdout benchmark, whose input is made after it.',
      });
}
