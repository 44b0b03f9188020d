import type { Tree } from './detected.ts';

/** A command that CI runs. */
export interface CiCommand {
  readonly text: string;
  /** `file:line`, for evidence. */
  readonly place: string;
}

/** Most CI files that are looked at. */
const FILES_MAX = 20;

/**
 * Commands of CI files that speak of tests or benchmarks. Lines are read without understanding the
 * file: a command is what stands after `run:` or `script:`, or on a line of its own below.
 */
export function ciCommands(tree: Tree): CiCommand[] {
  const files = tree.files.filter(isCiFile).slice(0, FILES_MAX);
  return files.flatMap((path) =>
    tree
      .text(path)
      .split('\n')
      .flatMap((line, index) => {
        const text = commandOn(line);
        return text === null ? [] : [{ text, place: `${path}:${index + 1}` }];
      }),
  );
}

const OTHERS = new Set([
  '.gitlab-ci.yml',
  '.circleci/config.yml',
  '.travis.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  '.cirrus.yml',
  '.drone.yml',
  '.woodpecker.yml',
  '.buildkite/pipeline.yml',
]);

function isCiFile(path: string): boolean {
  return OTHERS.has(path) || /^\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/** What a line begins with that is taken for a command. */
const PROGRAMS = (
  'npm npx pnpm yarn bun node deno cargo go make ctest ' +
  'python python3 pytest tox nox uv poetry bash sh'
).split(' ');

/** Longest line that is taken for a command. */
const LINE_CHARS_MAX = 300;

function commandOn(line: string): string | null {
  if (line.length > LINE_CHARS_MAX) {
    return null;
  }
  const text = line
    .trim()
    .replace(/^- +/, '')
    .replace(/^(?:run|script|command): *[|>]?[+-]? */, '')
    .replace(/^(['"])(.*)\1$/, '$2')
    .trim();
  const telling = /\b(?:tests?|check|pytest|tox|bench\w*|perf)\b/;
  const [program = ''] = text.split(/\s/);
  const known = PROGRAMS.includes(program) || program.startsWith('./');
  return known && telling.test(text) && !/^[\w-]+:/.test(text) ? text : null;
}
