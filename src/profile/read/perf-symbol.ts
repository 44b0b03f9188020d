import type { FrameDetails } from '../profile-builder.ts';
import type { FrameKind } from '../profile.ts';

/** A symbol of perf as a frame. */
export interface PerfFrame extends FrameDetails {
  readonly name: string;
}

const SCRIPT = String.raw`^(?:JS|Function|LazyCompile|Eval|Script|Callback):[~*^+']{0,2}`;
/** JavaScript as V8 names it for perf; the mark tells the tier: `JS:*parse file:///a.mjs:12:20`. */
const JAVASCRIPT = new RegExp(
  String.raw`${SCRIPT}(?:(.*?) )?((?:[a-z]+:\/\/|node:|\/|\w:\\).*?)(?::(\d+))?(?::(\d+))?$`,
);
const NAMED_ONLY = new RegExp(`${SCRIPT}(.*)$`);
const BUILTIN = /^(?:Builtins_|Builtin:|BytecodeHandler:|Stub:|RegExp:|v8::internal::Builtin_)/;
const COLLECTOR = anyOf(
  String.raw`\bv8::internal::(?:Scaveng|Mark|Sweep|Concurrent(?:Mark|Allocator)|GCTracer|Evacuat)`,
  String.raw`\bv8::internal::(?:Incremental|Heap::(?:Collect|Perform|Scavenge|MarkCompact))`,
  String.raw`\bcppgc::|\bG1|\bgcDrain\b`,
  String.raw`\bruntime\.(?:gc|scan|mallocgc|mark|sweep)`,
);
const COMPILER = anyOf(
  String.raw`\bv8::internal::(?:compiler|maglev|baseline|turboshaft|wasm|Compiler)`,
  String.raw`\bv8::internal::OptimizingCompile`,
  String.raw`\bv8::internal::(?:interpreter::\w*Generator|parsing|Parser|PreParser)`,
  String.raw`\bJITCompiler\b`,
);
const RUNTIME = /^(?:v8::|node::|uv_|uv__|heap::base::)/;

/**
 * What a symbol of `perf script` is.
 *
 * @param library - path of the program or library as perf tells it: `/usr/lib/libc.so.6`,
 *   `[kernel.kallsyms]`, `/tmp/perf-12.map`, `[unknown]`
 */
export function perfFrame(symbol: string, library: string): PerfFrame {
  const script = JAVASCRIPT.exec(symbol);
  if (script !== null) {
    const [, name = '', file = '', line = '0', column = '0'] = script;
    const kind = file.startsWith('node:') ? 'runtime' : 'js';
    return { name, file, line: Number(line), column: Number(column), kind };
  }
  const named = NAMED_ONLY.exec(symbol);
  if (named !== null) {
    return { name: named[1] ?? '', kind: 'js' };
  }
  if (symbol === '[unknown]' || symbol === '') {
    const isPlace = library !== '' && library !== '[unknown]';
    return { name: '[unknown]', file: isPlace ? library : '', kind: 'unknown' };
  }
  return { name: withoutPrefix(symbol), file: library, kind: kindOf(symbol, library) };
}

function kindOf(symbol: string, library: string): FrameKind {
  if (BUILTIN.test(symbol)) {
    return /Builtins_(?:Interpreter|JSEntry|JSRun|CEntry|CallApi|Baseline)/.test(symbol)
      ? 'runtime'
      : 'builtin';
  }
  if (COLLECTOR.test(symbol)) {
    return 'gc';
  }
  if (COMPILER.test(symbol)) {
    return 'compile';
  }
  if (/^(?:swapper|cpu_startup_entry|do_idle|cpuidle_enter\w*|default_idle\w*)$/.test(symbol)) {
    return 'idle';
  }
  return RUNTIME.test(symbol) || library === '[kernel.kallsyms]' ? 'runtime' : 'native';
}

/** V8's own prefix says nothing to people: `Builtins_ArrayMap` is `ArrayMap`. */
function withoutPrefix(symbol: string): string {
  return symbol.replace(/^(?:Builtins_|Builtin:|v8::internal::Builtin_)/, '');
}

function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join('|'));
}
