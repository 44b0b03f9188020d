import { pattern } from './pattern.ts';
import { type Row, type Rule, ruleOf } from './rule.ts';

const CLOCK =
  'It replaces or sets a clock or a timer, so that measured time need no longer be time that ' +
  'passed. No optimisation needs that; leave clocks as they are.';
const BUILT_IN =
  'It replaces a function of the language or its library for the whole program. An honest change ' +
  'calls its own, faster function where it is needed.';

const row = { rule: 'clock-patched', severity: 'hard', see: 'code', message: CLOCK } as const;
const replaced = {
  ...row,
  rule: 'built-in-replaced',
  severity: 'soft',
  message: BUILT_IN,
} as const;

const ROWS: readonly Row[] = [
  {
    ...row,
    languages: ['javascript'],
    pattern: pattern`
        \b(?:Date\.now|Date\.prototype\.\w{2,30}|[pP]erformance\.(?:prototype\.)?(?:now
        |timeOrigin)|process\.(?:hrtime(?:\.bigint)?|uptime|cpuUsage|resourceUsage)) ?=(?![=>])
      `,
  },
  {
    ...row,
    languages: ['javascript'],
    pattern: pattern`
        \b(?:globalThis|global|window|self)\.(?:Date|performance|setTimeout|setInterval
        |setImmediate|process) ?=(?![=>])|^(?:Date|performance|setTimeout) ?=(?![=>])
      `,
  },
  {
    ...row,
    languages: ['javascript'],
    see: 'live',
    pattern: pattern`
        \b(?:Object\.definePropert(?:y|ies)|Reflect\.(?:set|defineProperty)
        |Object\.assign)\( ?(?:(?:globalThis|global|process), ?['"\x60](?:Date|performance|hrtime
        |uptime|cpuUsage|setTimeout)|(?:performance|Date)\b)
      `,
  },
  {
    ...row,
    languages: ['javascript'],
    see: 'live',
    pattern: pattern`
        \b(?:performance|Date|process|globalThis|global)\[ ?['"\x60](?:now|hrtime|Date
        |performance)['"\x60] ?\] ?=(?![=>])
      `,
  },
  {
    ...row,
    pattern:
      /\b(?:useFakeTimers|timers\.enable|freeze_time|freezegun|Timecop|FakeTimers|time_machine)\b/,
  },
  {
    ...row,
    languages: ['python'],
    see: 'live',
    pattern: pattern`
        \b\w{1,40}\.(?:perf_counter|monotonic|process_time|time)(?:_ns)? ?= ?lambda\b
        |\b_?time\.(?:time|perf_counter|monotonic|process_time|thread_time
        |clock_gettime)(?:_ns)? ?=(?!=)|\bsetattr\( ?_?time ?,
        |\bpatch(?:\.object)?\( ?(?:['"]time\.|_?time ?,)
        |\bsys\.modules\[ ?['"]time['"] ?\] ?=(?!=)|\b(?:timeit\.default_timer|resource\.getrusage
        |os\.times|datetime\.datetime) ?=(?!=)
      `,
  },
  {
    ...row,
    languages: ['go'],
    see: 'comment',
    pattern: /^go:linkname \w{1,60} (?:time\.|runtime\.(?:nanotime|walltime|now))/,
  },
  {
    ...row,
    languages: ['c', 'go', 'rust', 'python', 'ruby'],
    pattern: /\b(?:clock_settime|settimeofday|Settimeofday|stime|clock_adjtime) ?\(/,
  },
  {
    ...row,
    languages: ['c'],
    pattern: pattern`
        ^(?:extern "" ?\{? ?)?(?:static |inline ){0,2}(?:int|time_t|clock_t|long) (?:clock_gettime
        |gettimeofday|time|clock|getrusage|times|clock_nanosleep) ?\([^;]{0,120}$
        |^# ?define (?:clock_gettime|gettimeofday|time|clock|CLOCK_MONOTONIC|CLOCKS_PER_SEC)\b
      `,
  },
  {
    ...row,
    languages: ['rust'],
    pattern: /\bextern "" fn (?:clock_gettime|gettimeofday|time|clock) ?\(/,
  },
  {
    ...row,
    see: 'live',
    pattern: /\b(?:LD_PRELOAD|DYLD_INSERT_LIBRARIES|FAKETIME)\b|\b(?:lib)?faketime\b|\bRTLD_NEXT\b/,
  },
  {
    ...row,
    languages: ['shell', 'config'],
    pattern: /\bdate (?:-s|--set)\b|\bhwclock\b|\btimedatectl set-/,
  },
  {
    ...row,
    languages: ['ruby'],
    pattern: pattern`
        \bdef (?:Process|Time|Benchmark)\.\w{2,30}|\b(?:Process|Time)\.(?:singleton_class
        |define_singleton_method|stub)|^(?:module|class) (?:Benchmark|Process|Time)\b
      `,
  },
  { ...row, languages: ['jvm'], pattern: /\bmockStatic\( ?(?:System|Instant|Clock)\b/ },
  {
    ...replaced,
    languages: ['javascript'],
    pattern: pattern`
        \b(?:JSON\.(?:parse|stringify)|Math\.\w{2,10}|(?:Array|String|Object|Map|Set|Promise
        |RegExp|Buffer|Number)\.prototype\.\w{1,30}|console\.\w{3,6}|fs\.\w{4,20}|process\.(?:exit
        |stdout|stderr|on)(?:\.write)?) ?=(?![=>])
      `,
  },
  {
    ...replaced,
    languages: ['python'],
    pattern: /\b(?:builtins\.\w{2,20}|sys\.(?:stdout|stderr|exit|settrace)) ?=(?!=)/,
  },
];

/** Clocks, timers and built-in functions that are replaced. */
export const clockPatched: Rule = ruleOf(ROWS);
