import { normalisedPath } from '../normalised-path.ts';
import { splitWords } from '../split-words.ts';
import type { Tree } from './detected.ts';
import { makeRecipe } from './make-project.ts';
import { packageJson, textsOf } from './package-json.ts';

/** Programs that run the first file they are given; what follows are its arguments. */
const STARTERS = wordSet(`
  node nodejs bun deno tsx ts-node esno swc-node python python2 python3 pypy pypy3 bash sh dash zsh
  ksh fish ruby perl php lua luajit Rscript julia java tclsh source .
`);

/** Programs that run every file they are given. */
const RUNNERS = wordSet(`
  mocha _mocha ava tape tap jest vitest jasmine uvu borp lab qunit zora pytest py.test nose2 bats
  prove rspec busted phpunit ctest faucet
`);

/** Options of starters whose value is a file that runs too. */
const LOADING = wordSet('-r --require --import --loader --experimental-loader');

/** Options of starters after which a word is code or a value, not a file. */
const VALUED = wordSet('-e --eval -p --print -c -W -X -O');

/** Scripts and make targets that are followed from one to the next. */
const NESTED_MAX = 4;

/** Files that are named at most; a command that names more names sources. */
const FILES_MAX = 40;

/**
 * Files of a tree that a command starts: the script after `node` or `python3`, what a test runner
 * is given, a program of the tree itself, and the same for the scripts of package.json and the
 * targets of a makefile that it runs. Other arguments are not taken: linters name the program.
 *
 * @param cwd - where the command runs, `.` for the root
 */
export function startedFiles(run: string, cwd: string, tree: Tree): string[] {
  const scripts = textsOf(packageJson(tree)?.['scripts']);
  const found = new Set<string>();
  const seen = new Set<string>();
  const follow = (text: string, depth: number): void => {
    for (const part of depth > NESTED_MAX ? [] : partsOf(text)) {
      for (const word of namedIn(part)) {
        const base = cwd === '.' ? word : `${cwd}/${word}`;
        for (const path of [normalisedPath(base), normalisedPath(modulePath(base))]) {
          if (path !== null && tree.has(path) && found.size < FILES_MAX) {
            found.add(path);
          }
        }
      }
      for (const inner of definitionsOf(part, scripts, tree)) {
        if (!seen.has(inner)) {
          seen.add(inner);
          follow(inner, depth + 1);
        }
      }
    }
  };
  follow(run, 0);
  return [...found];
}

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** The commands of a command line, as words. Quotes are read where the line allows it. */
function partsOf(text: string): string[][] {
  return text
    .replaceAll('\\\n', ' ')
    .split(/&&|\|\||[;|&\n]/)
    .map((part) => part.trim().replace(/^[@+-]+/, '')) // what make takes before a command
    .filter((part) => part !== '')
    .map((part) => {
      const split = splitWords(part);
      return split.kind === 'ok'
        ? [...split.words]
        : part.split(/\s+/).map((word) => word.replaceAll(/^['"(]+|['")]+$/g, ''));
    });
}

/** Words of one command that are files it runs, in the tree or not. */
function namedIn(words: readonly string[]): string[] {
  const named: string[] = [];
  for (const [index, word] of words.entries()) {
    const program = word.slice(word.lastIndexOf('/') + 1);
    const rest = words.slice(index + 1);
    if (RUNNERS.has(program)) {
      return [...named, ...rest.filter((one) => !one.startsWith('-'))];
    }
    if (STARTERS.has(program) && !/^\.{1,2}\//.test(word)) {
      return [...named, ...startedBy(rest)];
    }
    if (word.includes('/') || index === 0) {
      named.push(word); // a program of the tree, with what wraps it before it
    }
  }
  return named;
}

/** What a starter runs: its script, or with `--test` each file, and what it loads before. */
function startedBy(rest: readonly string[]): string[] {
  const named: string[] = [];
  const every = rest.some((word) => /^--test(?:$|=)/.test(word));
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    const loaded = /^(--?[\w-]+)=(.*)$/.exec(word);
    if (LOADING.has(word) || word === '-m') {
      index += 1;
      named.push(word === '-m' ? `-m${rest[index] ?? ''}` : (rest[index] ?? ''));
      if (word === '-m' && !RUNNERS.has(rest[index] ?? '')) {
        return named;
      }
    } else if (loaded !== null && LOADING.has(loaded[1] ?? '')) {
      named.push(loaded[2] ?? '');
    } else if (VALUED.has(word)) {
      index += 1;
    } else if (!word.startsWith('-') && word !== 'run' && word !== 'test' && word !== 'bench') {
      named.push(word);
      if (!every && !named.some((one) => RUNNERS.has(one.replace(/^-m/, '')))) {
        return named;
      }
    }
  }
  return named;
}

/** `-mbench.run` as the file of that module; any other word with the ending that Node adds. */
function modulePath(word: string): string {
  const module = /(?:^|\/)-m([\w.]+)$/.exec(word)?.[1];
  if (module !== undefined) {
    const folder = word.slice(0, word.length - module.length - '-m'.length);
    return `${folder}${module.replaceAll('.', '/')}.py`;
  }
  return `${word}.js`;
}

/** What the words stand for elsewhere: scripts of package.json, recipes of a makefile. */
function definitionsOf(
  words: readonly string[],
  scripts: ReadonlyMap<string, string>,
  tree: Tree,
): string[] {
  const at = words.findIndex((word) => /^(?:npm|pnpm|yarn|bun|run-[sp]|npm-run-all)$/.test(word));
  if (at >= 0) {
    return words.slice(at + 1).flatMap((word) => {
      const name = word === 't' ? 'test' : word;
      return [`pre${name}`, name, `post${name}`].flatMap((one) => scripts.get(one) ?? []);
    });
  }
  const make = words.findIndex((word) => /^g?make$/.test(word));
  return make < 0 ? [] : words.slice(make + 1).flatMap((target) => makeRecipe(target, tree) ?? []);
}
