import type { CodeHunk, CodeLine } from '../code-change.ts';
import { pattern } from './pattern.ts';
import { hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const OFF =
  'It turns off a check or a guarantee (validation, flushing to disk, an assertion). Leaving a ' +
  'promise out is not doing it faster; keep it, or have its removal agreed on.';
const COMMENTED =
  'It turns work into a comment. Say why the work is not needed and delete it, or leave it in.';

const row = { rule: 'check-disabled', severity: 'soft', see: 'live', message: OFF } as const;

const ROWS: readonly Row[] = [
  {
    ...row,
    pattern: pattern`
        \b(?:verify|validate|validation|checks?|checksums?|strict|fsync|durable|sanitize|escape
        |integrity)(?:_\w{1,20}|[A-Z]\w{0,20})?['"]? ?[:=] ?(?:false|False|0|off|OFF|nil|None
        |no)\b
      `,
    unless: /\b(?:let|var|bool|mut|auto|boolean|self\.\w{1,30}|this\.\w{1,30}) ?\w{0,30} ?=/,
  },
  {
    ...row,
    see: 'code',
    pattern: pattern`
        \bif ?\( ?(?:false|0)\b ?(?:\)|&&)|\bif (?:False|false|0)\b ?(?::|and|&&|\{)|^#if 0\b
        |&& ?false\b|\band False\b
      `,
  },
  {
    ...row,
    pattern: pattern`
        \bsynchronous ?= ?(?:OFF|off|0)\b|\bjournal_mode ?= ?(?:OFF|off|MEMORY|memory)\b
        |\bsynchronous_commit ?= ?off\b|\bDNDEBUG\b|^# ?define NDEBUG\b|-Xverify:none|-noverify\b
        |--no-verify\b|\bO_NOATIME\b|\blibeatmydata\b|\beatmydata\b
      `,
  },
  {
    ...row,
    see: 'code',
    pattern: pattern`
        \bskip_?(?:[vV]alidation|[vV]alidate|[cC]hecks?|[vV]erif\w{1,8}|[fF]sync
        |[cC]hecksum)\w{0,10}['"]? ?[:=(] ?(?:true|True|1|\))
      `,
  },
];

const byRows = ruleOf(ROWS);

/** Checks and guarantees that are switched off, replaced away or commented out. */
export const disabledCheck: Rule = (file, words) =>
  hasCode(file.language)
    ? [...byRows(file, words), ...replacedChecks(file.hunks), ...file.hunks.flatMap(commentedOut)]
    : [];

const CHECK_NAMES = /\b(?:fsync|fdatasync|validate|verify|checksum)\w{0,30}/g;
const CHECK_CALL = /\b((?:fsync|fdatasync|validate|verify|checksum)\w{0,30}) ?\(/;

/** Calls of checks that are gone, with something else in their place. */
function replacedChecks(hunks: readonly CodeHunk[]): Spot[] {
  const kept = new Set(
    hunks.flatMap(({ lines }) => lines.flatMap(({ code }) => code.match(CHECK_NAMES) ?? [])),
  );
  const isGone = ({ code }: CodeLine): boolean => {
    const name = CHECK_CALL.exec(code)?.[1];
    return name !== undefined && !kept.has(name);
  };
  return hunks.flatMap(({ lines, removed }): Spot[] => {
    const line = lines.find(({ isFresh, code }) => isFresh && code !== '');
    return line !== undefined && removed.some(isGone)
      ? [{ rule: row.rule, severity: 'soft', line, message: OFF }]
      : [];
  });
}

/** Comments of fewer characters say too little to be code. */
const COMMENTED_CHARS_MIN = 6;

function commentedOut({ lines, removed }: CodeHunk): Spot[] {
  const gone = new Set(removed.map(({ live }) => live));
  const isWork = ({ isAdded, code, comment }: CodeLine): boolean =>
    isAdded &&
    code === '' &&
    comment.length >= COMMENTED_CHARS_MIN &&
    /[(=;]/.test(comment) &&
    gone.has(comment);
  return lines
    .filter(isWork)
    .map((line) => ({ rule: 'commented-out', severity: 'soft', line, message: COMMENTED }));
}
