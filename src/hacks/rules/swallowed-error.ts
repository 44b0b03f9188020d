import type { CodeFile, CodeHunk, CodeLine } from '../code-change.ts';
import { pattern } from './pattern.ts';
import { hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const MESSAGE =
  'It drops an error without a word, so that work which failed looks like work that was quick. ' +
  'Handle the errors that can occur, by name, or let them through.';

const row = { rule: 'swallowed-error', severity: 'soft', see: 'code', message: MESSAGE } as const;

const ROWS: readonly Row[] = [
  {
    ...row,
    languages: ['javascript', 'c', 'jvm'],
    pattern: pattern`
        \bcatch ?(?:\([^)]{0,100}\) ?)?\{ ?\}|\.catch\( ?(?:\(\w{0,20}\)|\w{1,20}) ?=> ?(?:\{ ?\}
        |null|undefined|void 0|\[\]) ?\)|\.catch\( ?function ?\w{0,20} ?\(\w{0,20}\) ?\{ ?\}
      `,
  },
  {
    ...row,
    languages: ['javascript'],
    see: 'live',
    pattern: /\bprocess\.on\( ?['"`](?:uncaughtException|unhandledRejection)/,
  },
  {
    ...row,
    languages: ['python'],
    pattern: pattern`
        ^except(?: \(?(?:Base)?Exception\)?)?(?: as \w{1,40})? ?: ?(?:pass|\.\.\.|continue)\b
        |\bsuppress\( ?(?:Base)?Exception\b|\bsys\.excepthook ?=(?!=)
      `,
  },
  { ...row, languages: ['ruby'], pattern: /\brescue (?:nil|false)\b/ },
  { ...row, languages: ['go'], pattern: /^_ = err\b|\{ ?(?:_ = )?recover\(\) ?;? ?\}/ },
  { ...row, languages: ['rust'], pattern: /\)\.ok\(\);$|\bcatch_unwind\(/ },
  {
    ...row,
    languages: ['shell', 'config'],
    pattern: /\|\| ?(?:true|:)(?= ?(?:$|[;)&|]))|\bset \+e\b/,
  },
  {
    ...row,
    see: 'live',
    pattern: /(?:2|&)>{1,2} ?\/dev\/null/,
    unless: /\b(?:command -v|which|type|hash)\b/, // asking whether a program is there
  },
];

const byRows = ruleOf(ROWS);

/** Errors that are caught and dropped, in one line or over several. */
export const swallowedError: Rule = (file, words) => [
  ...byRows(file, words),
  ...(hasCode(file.language) ? file.hunks.flatMap((hunk) => blocksIn(hunk, file)) : []),
];

/** Handlers whose body is empty, where the handler or its body is fresh. */
function blocksIn({ lines }: CodeHunk, file: CodeFile): Spot[] {
  const coded = lines.filter(({ code }) => code !== '');
  return coded.flatMap((line, index) => {
    const next = coded[index + 1];
    const anchor = [line, next].find((each) => each?.isFresh === true);
    return next !== undefined && anchor !== undefined && isEmptyHandler(line, next, file)
      ? [{ rule: row.rule, severity: row.severity, line: anchor, message: MESSAGE }]
      : [];
  });
}

function isEmptyHandler(line: CodeLine, next: CodeLine, { language }: CodeFile): boolean {
  switch (language) {
    case 'python':
      return (
        /^except(?: \(?(?:Base)?Exception\)?)?(?: as \w{1,40})? ?:$/.test(line.code) &&
        /^(?:pass|\.\.\.|continue)$/.test(next.code)
      );
    case 'ruby':
      return /^rescue\b/.test(line.code) && /^(?:end|nil|next)\b/.test(next.code);
    case 'go':
      return /\bif err != nil \{$/.test(line.code) && next.code === '}';
    case 'javascript':
    case 'c':
    case 'jvm':
    case 'generic':
      return /\bcatch ?(?:\([^)]{0,100}\) ?)?\{$/.test(line.code) && next.code.startsWith('}');
    case 'rust':
    case 'shell':
    case 'config':
    case 'data':
    case 'prose':
      return false;
  }
}
