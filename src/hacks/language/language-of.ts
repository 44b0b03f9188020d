/** A family of languages that are written alike; what is not known is `generic`. */
export type Language =
  | 'javascript'
  | 'python'
  | 'go'
  | 'rust'
  | 'c'
  | 'jvm'
  | 'ruby'
  | 'shell'
  | 'config' // YAML, TOML, make, Docker: keys and commands
  | 'data' // JSON, CSV and the like: no code
  | 'prose'
  | 'generic';

const ENDINGS: readonly (readonly [Language, string])[] = [
  ['javascript', 'js mjs cjs jsx ts mts cts tsx vue svelte astro'],
  ['python', 'py pyi pyx pyw'],
  ['go', 'go'],
  ['rust', 'rs'],
  ['c', 'c h cc cpp cxx hpp hh hxx cu cuh m mm inl ipp'],
  ['jvm', 'java kt kts scala groovy gradle'],
  ['ruby', 'rb rake gemspec ru'],
  ['shell', 'sh bash zsh ksh fish bats'],
  ['config', 'yml yaml toml ini cfg conf mk cmake properties env'],
  ['data', 'json jsonl ndjson csv tsv txt log dat xml svg lock map snap sql'],
  ['prose', 'md markdown rst adoc patch diff'],
];
const BY_ENDING = new Map(
  ENDINGS.flatMap(([language, endings]) => endings.split(' ').map((each) => [each, language])),
);

const NAMES: Readonly<Record<string, Language>> = {
  makefile: 'config',
  gnumakefile: 'config',
  dockerfile: 'config',
  'cmakelists.txt': 'config',
  '.env': 'config',
  rakefile: 'ruby',
  gemfile: 'ruby',
  '.envrc': 'shell',
  license: 'prose',
  readme: 'prose',
};

const INTERPRETERS: readonly (readonly [RegExp, Language])[] = [
  [/\b(?:node|deno|bun|tsx)\b/, 'javascript'],
  [/\bpython/, 'python'],
  [/\bruby\b/, 'ruby'],
  [/\b(?:ba|z|k|da|fi)?sh\b/, 'shell'],
];

/**
 * The language of a file by its name, or by the interpreter that its first line names.
 *
 * @param firstLine - first line of the file where the diff shows it, else null
 */
export function languageOf(path: string, firstLine: string | null): Language {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const named = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (named !== undefined) {
    return named;
  }
  const dot = name.lastIndexOf('.');
  const ending = dot <= 0 ? undefined : BY_ENDING.get(name.slice(dot + 1));
  if (ending !== undefined) {
    return ending;
  }
  const shebang = firstLine?.startsWith('#!') === true ? firstLine.slice(0, 200) : null;
  const found = INTERPRETERS.find(([pattern]) => shebang !== null && pattern.test(shebang));
  return found?.[1] ?? 'generic';
}
