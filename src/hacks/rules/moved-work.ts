import type { CodeFile, CodeLine } from '../code-change.ts';
import { pattern } from './pattern.ts';
import { hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const INSTALL =
  'It does work when the package is installed or built, or when the interpreter starts, where no ' +
  'benchmark looks. Work that moved is still work: do it where it is measured.';
const IMPORT =
  'It works while the module is loaded, before what is measured may begin. Do it when it is ' +
  'first needed, or show that the load is measured too.';

const hard = { rule: 'install-work', severity: 'hard', see: 'live', message: INSTALL } as const;
const soft = { ...hard, severity: 'soft' } as const;
const load = { rule: 'import-work', severity: 'soft', see: 'code', message: IMPORT } as const;

const ROWS: readonly Row[] = [
  {
    ...soft,
    languages: ['python'],
    pattern: /\bcmdclass ?=|\bclass \w{1,40}\( ?(?:build_py|install|develop|egg_info)\b/,
  },
  { ...soft, languages: ['go'], see: 'comment', pattern: /^go:generate\b/ },
  {
    ...soft,
    languages: ['config', 'c'],
    pattern: /\badd_custom_(?:command|target)\(|\bexecute_process\(/,
  },
  { ...load, languages: ['go'], pattern: /^func init\(\)/ },
  { ...load, languages: ['jvm'], pattern: /^static \{/ },
  { ...load, languages: ['c'], pattern: /__attribute__ ?\(\( ?constructor\b/ },
  { ...load, languages: ['rust'], pattern: /#\[(?:ctor|dtor)(?:::\w{1,20})?\]/ },
];

const byRows = ruleOf(ROWS);

/** Files that run at build time or before everything else, and how sure that is. */
const SPECIAL_FILES: readonly (readonly [RegExp, 'hard' | 'soft'])[] = [
  [/(?:^|\/)(?:site|user)customize\.py$|\.pth$/, 'hard'],
  [
    /(?:^|\/)(?:build\.rs|extconf\.rb|binding\.gyp|conftest\.py|\.envrc|\.npmrc|\.pnp\.cjs)$/,
    'soft',
  ],
];
const LIFE_CYCLE =
  /^"(?:preinstall|install|postinstall|prepare|prepublish|prepublishOnly|prepack)" ?:/;
const AROUND_SCRIPTS = /^"(?:pre|post)[\w:-]{1,40}" ?:/;

/** Work that moved to install, build or load time. */
export const movedWork: Rule = (file, words) => [
  ...byRows(file, words),
  ...scripts(file),
  ...specialFile(file),
  ...loadTime(file),
];

function scripts(file: CodeFile): Spot[] {
  if (!/(?:^|\/)package\.json$/.test(file.path)) {
    return [];
  }
  const { rule, message } = hard;
  return file.fresh.flatMap((line): Spot[] => {
    if (LIFE_CYCLE.test(line.live)) {
      return [{ rule, severity: 'hard', line, message }];
    }
    return AROUND_SCRIPTS.test(line.live) ? [{ rule, severity: 'soft', line, message }] : [];
  });
}

function specialFile(file: CodeFile): Spot[] {
  const found = SPECIAL_FILES.find(([name]) => name.test(file.path));
  const line = file.fresh.find(({ live }) => live !== '');
  return found === undefined || line === undefined
    ? []
    : [{ rule: hard.rule, severity: found[1], line, message: INSTALL }];
}

const SLOW_CALLS: Partial<Record<CodeFile['language'], RegExp>> = {
  javascript: pattern`
      (?<![\w.])(?:readFileSync|readdirSync|execSync|execFileSync|spawnSync|spawn|fork|setTimeout
      |setInterval|setImmediate|queueMicrotask|fetch)\(|\bfs\.read\w{3,12}\(|\bnew Worker\(
    `,
  python: pattern`
      (?<![\w.])open\(|\bsubprocess\.|\bpickle\.load|\bos\.listdir\(|\bthreading\.Thread\(
      |\bmultiprocessing\.\w|\brequests\.|\.start\(\)
    `,
  ruby: /\bFile\.(?:read|open|foreach)\b|\bThread\.new\b|\bDir\.glob\b/,
};
const LOOPS = /^(?:for|while)\b/;

/** A table of this many entries is quick to fill, and filling it once is honest. */
const TABLE_MAX = 65_536;

function loadTime(file: CodeFile): Spot[] {
  const slow = SLOW_CALLS[file.language];
  if (!hasCode(file.language) || slow === undefined || isProgram(file)) {
    return [];
  }
  return file.fresh
    .filter((line) => line.indent === 0 && isStatement(line))
    .filter(({ code }) => slow.test(code) || isLongLoop(code))
    .map((line) => ({ rule: load.rule, severity: load.severity, line, message: IMPORT }));
}

/** A program's own statements are its work; only modules are loaded by others. */
function isProgram(file: CodeFile): boolean {
  const first = file.hunks[0]?.lines[0];
  return first?.number === 1 && first.text.startsWith('#!');
}

function isStatement({ code }: CodeLine): boolean {
  return (
    code !== '' && !/^(?:export )?(?:default )?(?:async )?(?:function|class|def)\b|=>/.test(code)
  );
}

/** `while`, or `for` up to a large number; others go over a list or fill a table. */
function isLongLoop(code: string): boolean {
  const bounds = [...code.matchAll(/(?:< ?=?|range\() ?(\d[\d_]{0,20})/g)].map((match) =>
    Number((match[1] ?? '').replaceAll('_', '')),
  );
  return LOOPS.test(code) && (code.startsWith('while') || Math.max(0, ...bounds) > TABLE_MAX);
}
