import type { CodeFile } from '../code-change.ts';
import { pattern } from './pattern.ts';
import { hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const DETACHED =
  'It starts a process that goes on after the program has ended, where its work is not measured. ' +
  'Do the work in the program, or wait for the process and let it be counted.';
const FORKED =
  'It forks. Work in a child that is not waited for is not measured; show where the child is ' +
  'awaited.';
const DAEMON =
  'It starts work that is dropped or goes on when the program ends. Await it, so that its ' +
  'time is part of what is measured.';
const SPAWNS =
  'It newly starts another program. Its time counts as well, and it must be there on every ' +
  'machine: say why that is faster.';

const hard = { rule: 'background-work', severity: 'hard', see: 'code', message: DETACHED } as const;
const spawns = { ...hard, rule: 'child-process', severity: 'soft', message: SPAWNS } as const;

const ROWS: readonly Row[] = [
  { ...hard, languages: ['javascript'], pattern: /\bdetached ?: ?true\b/ },
  {
    ...hard,
    languages: ['python'],
    pattern: pattern`
        \bstart_new_session ?= ?True\b|\bos\.setsid\b|\bDaemonContext\b|\bpreexec_fn ?= ?os\.set
        |\bcreationflags ?=.{0,80}DETACHED
      `,
  },
  { ...hard, languages: ['go'], pattern: /\bSetsid ?: ?true\b|\bsyscall\.Setsid\(/ },
  {
    ...hard,
    languages: ['c', 'rust'],
    pattern: /(?<![\w.>])daemon ?\(|(?<![\w.>])setsid ?\(|\bDETACHED_PROCESS\b/,
  },
  { ...hard, languages: ['ruby'], pattern: /\bProcess\.(?:daemon|detach|setsid)\b/ },
  {
    ...hard,
    languages: ['shell', 'config'],
    pattern: /\b(?:nohup|disown|setsid|systemd-run|crontab)\b|^at now\b|\| ?at now\b/,
  },
  {
    ...hard,
    see: 'live',
    pattern: /\b(?:nohup|setsid|systemd-run|disown|daemonize)\b/,
    languages: ['javascript', 'python', 'go', 'rust', 'c', 'jvm', 'ruby'],
  },
  {
    ...spawns,
    languages: ['javascript'],
    pattern: pattern`
        (?<![\w.])(?:execSync|execFileSync|spawnSync|spawn|execFile|fork)\(
        |\bchild_process\.\w{4,12}\(|\bBun\.spawn
      `,
    onlyWhenNew: true,
  },
  {
    ...spawns,
    languages: ['python'],
    pattern: /\bsubprocess\.\w{3,12}\(|\bos\.(?:system|popen|spawn\w{1,3})\(/,
    onlyWhenNew: true,
  },
  { ...spawns, languages: ['go'], pattern: /\bexec\.Command(?:Context)?\(/, onlyWhenNew: true },
  { ...spawns, languages: ['rust'], pattern: /\bCommand::new\(/, onlyWhenNew: true },
  {
    ...spawns,
    languages: ['c'],
    pattern: /(?<![\w.>])(?:system|popen|posix_spawnp?|execvp?e?) ?\(/,
    onlyWhenNew: true,
  },
  {
    ...spawns,
    languages: ['jvm'],
    pattern: /\bProcessBuilder\(|getRuntime\(\)\.exec\(/,
    onlyWhenNew: true,
  },
  {
    ...spawns,
    languages: ['ruby'],
    pattern: /(?<![\w.])system\(|\bIO\.popen\b|\bProcess\.spawn\b|\bOpen3\./,
    onlyWhenNew: true,
  },
];

const byRows = ruleOf(ROWS);

const FORKS = /\bos\.fork\(|(?<![\w.>:])fork ?\( ?\)|\bunistd::fork\b|\bProcess\.fork\b|^fork do\b/;
const WAITS = /\bwait(?:pid|3|4|all)?\b|\.join ?\(|\bwait ?\(/;
const DROPS = pattern`
    \bdaemon ?= ?True\b|\.setDaemon\( ?(?:True|true)|\.daemon ?= ?(?:True|true)\b
    |\bisDaemon ?= ?true
  `;
const AWAITS = /\.(?:join|get|result|communicate|wait|close)\(/;
const STARTS_CHILD = /(?<![\w.])(?:spawn|fork|execFile)\(|\bchild_process\b/;

/** Work that goes on outside of the measured process. */
export const backgroundWork: Rule = (file, words) =>
  hasCode(file.language)
    ? [...byRows(file, words), ...forks(file), ...drops(file), ...unrefs(file), ...shellJobs(file)]
    : [];

function newSideHas(file: CodeFile, form: RegExp): boolean {
  return file.hunks.some(({ lines }) => lines.some(({ code }) => form.test(code)));
}

function forks(file: CodeFile): Spot[] {
  const severity = newSideHas(file, WAITS) ? 'soft' : 'hard';
  return file.fresh
    .filter(({ code }) => FORKS.test(code))
    .map((line) => ({ rule: hard.rule, severity, line, message: FORKED }));
}

function drops(file: CodeFile): Spot[] {
  return newSideHas(file, AWAITS)
    ? []
    : file.fresh
        .filter(({ code }) => DROPS.test(code))
        .map((line) => ({ rule: hard.rule, severity: 'soft', line, message: DAEMON }));
}

/** A child process that is let go; a worker thread ends with its process anyway. */
function unrefs(file: CodeFile): Spot[] {
  return file.language === 'javascript' && newSideHas(file, STARTS_CHILD)
    ? file.fresh
        .filter(({ code }) => /\.unref\(\)/.test(code) && !/detached/.test(code))
        .map((line) => ({ rule: hard.rule, severity: 'hard', line, message: DETACHED }))
    : [];
}

function shellJobs(file: CodeFile): Spot[] {
  return file.language === 'shell' && !newSideHas(file, /\bwait\b/)
    ? file.fresh
        .filter(({ code }) => /[^&|>] ?&(?: ?\))?$/.test(code))
        .map((line) => ({ rule: hard.rule, severity: 'hard', line, message: DETACHED }))
    : [];
}
