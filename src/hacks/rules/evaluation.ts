import type { CodeLine } from '../code-change.ts';
import { READABLE_CHARS_MAX } from '../limits.ts';
import { pattern, patternAnyCase } from './pattern.ts';
import { hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const EVALUATES =
  'It runs text as code. What it does can not be read in the change; write the code itself, or ' +
  'say how the text is made.';
const HIDES =
  'It hides what it does (code that is decoded and run, or names put together from pieces). An ' +
  'honest change can be read; write it out.';
const BLOB =
  'It holds a long encoded text that nobody can read. Say what it is and how it was made, or put ' +
  'the source in its place.';
const UNREADABLE =
  'The line is too long to be read. Put the code on lines of its own, or generated data in a ' +
  'file with its generator.';

const soft = { rule: 'evaluated-code', severity: 'soft', see: 'code', message: EVALUATES } as const;
const hard = { rule: 'hidden-code', severity: 'hard', see: 'live', message: HIDES } as const;

const ROWS: readonly Row[] = [
  {
    ...soft,
    languages: ['javascript'],
    pattern: pattern`
        (?<![\w.$])eval\(|\bnew Function\(|(?<![\w.$])Function\( ?['"\x60]|\bvm\.(?:runIn\w{5,20}
        |compileFunction|Script)\b|\.constructor(?:\.constructor\b|\( ?['"\x60])
      `,
  },
  { ...soft, languages: ['python'], pattern: /(?<![\w.])(?:eval|exec)\(|\b__import__\(/ },
  { ...soft, languages: ['ruby'], pattern: /(?<![\w.])eval\b|\b(?:instance|class|module)_eval\b/ },
  { ...soft, languages: ['shell'], pattern: /^eval |[;&|(] ?eval / },
  { ...soft, languages: ['jvm'], pattern: /\bScriptEngine\w{0,10}\b|\bdefineClass\(/ },
  { ...soft, languages: ['generic'], pattern: /(?<![\w.>$])eval ?\(/ },
  { ...hard, languages: ['python'], pattern: /(?<![\w.])exec\( ?compile\(/ },
  {
    ...hard,
    pattern: pattern`
        (?<![\w.])(?:eval|exec|Function|runInThisContext|runInNewContext|loads)\(.{0,80}(?:atob
        |base64|b64decode|fromCharCode|unhexlify|fromhex|decompress|inflate|gunzip|unescape\(
        |codecs\.decode|Buffer\.from)
      `,
  },
  {
    ...hard,
    languages: ['shell'],
    pattern: /base64 (?:-d|--decode|-D)\b.{0,40}\| ?(?:ba|z)?sh\b|\beval\b.{0,40}base64/,
  },
  {
    ...hard,
    pattern: pattern`
        \b(?:globalThis|global|window|process|Reflect|module|require|self|Date
        |performance)[[(] ?['"\x60][^'"\x60]{1,20}['"\x60] ?\+ ?['"\x60]
        |\bgetattr\( ?\w{1,30}, ?['"][^'"]{1,20}['"] ?\+ ?['"]
        |\b__import__\( ?['"][^'"]{1,20}['"] ?\+
      `,
  },
  {
    ...hard,
    pattern: patternAnyCase`
        \bchr\( ?\d{1,3} ?\) ?\+ ?chr\( ?\d{1,3} ?\)
        |\bfromCharCode\((?: ?(?:0x)?[0-9a-f]{2,4} ?,){4}
      `,
  },
  {
    ...hard,
    rule: 'hidden-code',
    pattern: /(?:\\x[0-9a-fA-F]{2}){12}|\\u00[67][0-9a-f]\w{0,20}\(/,
  },
];

const byRows = ruleOf(ROWS);

/** Text without a gap, as base64 and hexadecimal are. */
const ENCODED = /[A-Za-z0-9+/_=-]{200}/;

/** Text that is run as code, hidden code, and what nobody can read. */
export const evaluation: Rule = (file, words) => {
  if (!hasCode(file.language)) {
    return [];
  }
  const spots = byRows(file, words);
  const blobs = file.fresh.filter(hasBlob).map((line) => spot('encoded-text', 'soft', line, BLOB));
  const long = file.fresh
    .filter(({ code }) => code.length > READABLE_CHARS_MAX)
    .map((line) => spot('unreadable-line', 'soft', line, UNREADABLE));
  // Together they are how code is hidden: an encoded text, and something that runs text.
  const hidden = blobs.length > 0 ? spots.filter(({ rule }) => rule === soft.rule) : [];
  return [
    ...spots,
    ...blobs,
    ...long,
    ...hidden.map(({ line }) => spot(hard.rule, 'hard', line, HIDES)),
  ];
};

function spot(rule: string, severity: Spot['severity'], line: CodeLine, message: string): Spot {
  return { rule, severity, line, message };
}

function hasBlob(line: CodeLine): boolean {
  return line.strings.some((text) => {
    const found = ENCODED.exec(text)?.[0] ?? '';
    return /\d/.test(found) && /[a-zA-Z]/.test(found);
  });
}
