import { pattern } from './pattern.ts';
import { type Row, type Rule, ruleOf } from './rule.ts';

const STACK =
  'It looks at its own call stack, as code does that wants to know whether a benchmark called ' +
  'it. No optimisation needs to know its caller; pass what it needs as an argument.';
const MAYBE =
  'It looks at a call stack. That is slow and rarely part of faster code: say what it is for.';

const hard = { rule: 'call-stack', severity: 'hard', see: 'code', message: STACK } as const;
const soft = { ...hard, severity: 'soft', message: MAYBE } as const;

const ROWS: readonly Row[] = [
  {
    ...hard,
    languages: ['javascript'],
    pattern: pattern`
        \bError\([^()]{0,80}\)\)?\??\.stack\b|\bError\.prepareStackTrace ?=(?!=)
        |\barguments\.callee\.caller\b|\bgetCallSites?\(|\{ ?stack\b[^{}]{0,60}\} ?= ?new Error\b
      `,
  },
  {
    ...soft,
    languages: ['javascript'],
    pattern: /\bError\.captureStackTrace\(|\bmodule\.parent\b/,
  },
  {
    ...hard,
    languages: ['python'],
    pattern: pattern`
        ^from (?:inspect|traceback|sys) import .{0,80}\b(?:stack|currentframe|_getframe
        |extract_stack|getouterframes)\b|
        \binspect\.(?:stack|currentframe|getouterframes|trace|getframeinfo)\(|\bsys\._getframe\b
        |\btraceback\.(?:extract_stack|format_stack|print_stack|walk_stack)\(|\.f_back\b
      `,
  },
  {
    ...hard,
    languages: ['go'],
    pattern: /\bruntime\.(?:Callers?|CallersFrames|FuncForPC|Stack)\(/,
  },
  { ...soft, languages: ['go'], pattern: /\bdebug\.(?:Stack|PrintStack)\(/ },
  {
    ...hard,
    languages: ['rust'],
    pattern: /\bBacktrace::(?:capture|force_capture|new)\b|\bbacktrace::(?:trace|Backtrace)\b/,
  },
  {
    ...hard,
    languages: ['c'],
    pattern: pattern`
        (?<![\w.>])backtrace(?:_symbols)? ?\(|__builtin_(?:return|frame)_address\b|\bunw_step\b
        |\bstd::stacktrace\b|\b_Unwind_Backtrace\b
      `,
  },
  {
    ...hard,
    languages: ['jvm'],
    pattern: pattern`
        \b(?:currentThread\(\)|new (?:Throwable|Exception)\([^()]{0,40}\)|(?:Throwable
        |Exception)\(\))\.(?:getStackTrace|stackTrace)\b|\bStackWalker\b
      `,
  },
  {
    ...hard,
    languages: ['ruby'],
    pattern: /(?<![\w.@:])caller(?:_locations)?(?:\(|\[|\.(?:first|any|map|include)| ?$)/,
  },
  {
    ...hard,
    see: 'live',
    languages: ['shell'],
    pattern: /\$\{?(?:FUNCNAME|BASH_SOURCE)\[[1-9]|\bcaller [0-9]/,
  },
];

/** Code that asks who called it. */
export const callStack: Rule = ruleOf(ROWS);
