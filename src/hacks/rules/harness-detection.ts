import type { CodeLine } from '../code-change.ts';
import type { SuiteWords } from '../suite-words.ts';
import { pattern } from './pattern.ts';
import { COMPARES, hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const TEST =
  'It asks whether it runs under a test or a benchmark. Code that is faster for everybody ' +
  'does not ask who is watching; leave the question out.';
const SWITCH =
  'It reads a variable that says where the program runs (CI, production, development) and may do ' +
  'less work there. An honest change does the same everywhere, or says why it does not.';
const PERSONAL =
  'It asks for whom or on which machine it runs, as code does that wants to recognise the ' +
  'measuring machine. An honest change works the same for everybody.';
const SET =
  'It reads a variable that the suite itself sets for the benchmark. Show that it does not ' +
  'switch something on for the measurement only.';

const READS_ENVIRONMENT = pattern`
    \b(?:process\.env|meta\.env|Bun\.env|Deno\.env|os\.environ|getenv|Getenv|LookupEnv
    |env::var(?:_os)?|getProperty|ENV)\b|\benv\??\.[A-Za-z]|\b(?:option_)?env!
  `;

/** Set by nothing but a harness, so that its name alone tells. */
const ONLY_HARNESS = pattern`
    ^(?:HONE_\w{1,60}|PYTEST_\w{1,60}|JEST_WORKER_ID|VITEST(?:_\w{1,40})?|NODE_TEST_CONTEXT
    |HYPERFINE_\w{1,60}|CODSPEED_\w{1,60}|CRITERION_\w{1,40})$
  `;
const HARNESS = pattern`
    ^(?:HONE|JEST\w{0,40}|MOCHA\w{0,40}|BENCH\w{0,40}|\w{1,40}_BENCH\w{0,40}|CARGO_BENCH\w{0,40}
    |NEXTEST\w{0,40}|RSPEC\w{0,40}|TESTING|TEST_MODE|IS_TEST|TEST_ENV|GO_TEST\w{0,40}
    |RUST_TEST\w{0,40}|PERF_TEST\w{0,40})$
  `;
const STAGE = pattern`
    ^(?:NODE_ENV|BABEL_ENV|APP_ENV|RAILS_ENV|RACK_ENV|GO_ENV|FLASK_ENV|ENVIRONMENT
    |npm_lifecycle_event)$
  `;
const SERVER = pattern`
    ^(?:CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS|GITLAB_CI|TRAVIS|CIRCLECI|BUILDKITE|JENKINS_URL
    |TF_BUILD)$
  `;
const PERSON = /^(?:USER|LOGNAME|USERNAME|HOSTNAME|COMPUTERNAME|SUDO_USER)$/;
const TEST_STAGE = /^(?:test|tests|testing|bench|benchmark|perf|ci)$/i;

/** Environment variables that tell a program that it is tested or measured. */
export const harnessVariables: Rule = (file, words) =>
  hasCode(file.language)
    ? file.fresh.map((line) => spotOf(line, words, file.language)).filter((spot) => spot !== null)
    : [];

function spotOf(line: CodeLine, words: SuiteWords, language: string): Spot | null {
  const isShell = language === 'shell' || language === 'config';
  const reads = READS_ENVIRONMENT.test(line.code);
  const names = isShell ? shellNames(line.live) : namesIn(line, reads);
  const is = (form: RegExp): boolean => names.some((name) => form.test(name));
  const values = isShell ? line.live.split(/[^\w-]/) : line.strings;
  const isCompared = COMPARES.test(line.live) || line.live.startsWith('case ');
  const asksForTest = is(STAGE) && isCompared && values.some((each) => TEST_STAGE.test(each));
  if (is(ONLY_HARNESS) || ((reads || isShell) && is(HARNESS)) || asksForTest) {
    return { rule: 'test-detection', severity: 'hard', line, message: TEST };
  }
  if (!reads && !isShell) {
    return null;
  }
  if (is(PERSON)) {
    const severity = isCompared ? 'hard' : 'soft';
    return { rule: 'environment-sniffing', severity, line, message: PERSONAL };
  }
  if (is(SERVER) || (is(STAGE) && isCompared)) {
    return { rule: 'environment-switch', severity: 'soft', line, message: SWITCH };
  }
  return names.some((name) => words.environment.has(name))
    ? { rule: 'suite-variable', severity: 'soft', line, message: SET }
    : null;
}

/** Strings, what follows `env.`, and names taken out of the environment with braces. */
function namesIn(line: CodeLine, reads: boolean): string[] {
  if (!reads) {
    return [...line.strings];
  }
  const fields = [...line.code.matchAll(/\b(?:env|environ)\??\.(\w{1,60})/g)];
  const taken = /\{([^{}]{1,400})\} ?= ?process\.env/.exec(line.code)?.[1] ?? '';
  return [...line.strings, ...fields.map((match) => match[1] ?? ''), ...taken.split(/\W+/)];
}

function shellNames(live: string): string[] {
  return [...live.matchAll(/\$\{?(\w{1,60})/g)].map((match) => match[1] ?? '');
}

const row = { rule: 'test-detection', severity: 'hard', see: 'code', message: TEST } as const;

const ROWS: readonly Row[] = [
  {
    ...row,
    severity: 'soft',
    see: 'live',
    pattern: pattern`
      (?:===?|!==?|\bcase|\.(?:startsWith|endsWith|includes|startswith|endswith|equals)\(|\bin) ?
      ['"\x60](?:bench\w{0,20}|run_bench\w{0,20}|hyperfine|pytest\w{0,20}|jest|mocha|vitest|timeit)
      ['"\x60]
    `,
  },
  {
    ...row,
    languages: ['javascript'],
    pattern: pattern`
        \btypeof (?:jest|describe|it|vi|vitest|mocha|before|suite|afterEach|beforeEach)\b
        |\b(?:globalThis|global|window)\??\.(?:jest|describe|it|vi|mocha|__vitest\w{0,20}
        |__BENCH\w{0,20})\b
      `,
  },
  {
    ...row,
    languages: ['python'],
    see: 'live',
    pattern: pattern`
        ['"](?:pytest|_pytest|unittest|nose|pytest_benchmark|pyperf|timeit
        |asv)['"] (?:not )?in sys\.modules|sys\.modules\.get\( ?['"](?:pytest|unittest|timeit
        |pyperf|asv)['"]
      `,
  },
  { ...row, languages: ['go'], pattern: /\btesting\.(?:Testing|Benchmark|CoverMode)\(\)/ },
  {
    ...row,
    languages: ['go'],
    see: 'live',
    pattern: /flag\.Lookup\( ?"test\.|HasSuffix\( ?os\.Args\[0\], ?"[^"]{0,3}\.test/,
  },
  { ...row, languages: ['rust'], pattern: /\bcfg! ?\( ?(?:not ?\( ?)?(?:test|bench)\b/ },
  { ...row, languages: ['rust'], pattern: /#!?\[cfg ?\( ?not ?\( ?(?:test|bench)\b/ },
  {
    ...row,
    languages: ['jvm'],
    see: 'live',
    pattern: /forName\( ?"(?:org\.junit|org\.testng|junit|org\.openjdk\.jmh)/,
  },
  {
    ...row,
    languages: ['ruby'],
    pattern: /\bdefined\? ?\(? ?(?:::)?(?:RSpec|Minitest|Test::Unit|Benchmark)\b/,
  },
];

/** Signs of a test harness in the running program. */
export const harnessPresence: Rule = ruleOf(ROWS);
