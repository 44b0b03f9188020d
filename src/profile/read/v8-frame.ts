import { IntegerTriples } from '../integer-triples.ts';
import type { ProfileBuilder } from '../profile-builder.ts';
import type { FrameKind } from '../profile.ts';
import { type JsonRecord, numberOf, recordOf, textOf } from './json-value.ts';

/** Frames that V8 makes up for time in which it ran no function. */
const MADE_UP: Readonly<Record<string, FrameKind>> = {
  '(program)': 'native',
  '(garbage collector)': 'gc',
  '(idle)': 'idle',
  '(root)': 'unknown',
  '(compiler)': 'compile',
  '(bytecode compiler)': 'compile',
  '(unresolved function)': 'unknown',
};

/**
 * What a frame of V8 is.
 *
 * @param hasScript - true when it has a script id other than 0: then an empty URL is that of code
 *   made at run time, or of a CommonJS module in allocation profiles of Node 20
 */
export function kindOfScript(name: string, url: string, hasScript: boolean): FrameKind {
  if (url !== '') {
    if (/^(node:|internal\/|native |extensions::|v8\/)/.test(url)) {
      return url.startsWith('native ') ? 'builtin' : 'runtime';
    }
    return url.startsWith('wasm:') ? 'native' : 'js';
  }
  if (hasScript) {
    return 'js';
  }
  return Object.hasOwn(MADE_UP, name) ? (MADE_UP[name] ?? 'unknown') : 'builtin';
}

/**
 * The frames of `callFrame`s of the Chrome DevTools protocol, whose lines and columns count from 0.
 * Fields that are missing or of another type are unknown, not an error.
 */
export class V8Frames {
  readonly #builder: ProfileBuilder;
  readonly #scripts: ReadonlyMap<string, string>;
  // A place in a script names a function, so that its long URL need not be looked up each time.
  readonly #places = new IntegerTriples(); // script id, line, column
  readonly #frames: number[] = [];
  readonly #names: string[] = [];

  /** @param scripts - URL of each script, for where a call frame has none */
  constructor(builder: ProfileBuilder, scripts: ReadonlyMap<string, string>) {
    this.#builder = builder;
    this.#scripts = scripts;
  }

  /** The index of the frame of a call frame. */
  frame(callFrame: unknown): number {
    const fields = recordOf(callFrame);
    const name = textOf(fields['functionName']);
    const line = numberOf(fields['lineNumber']) ?? -1;
    const column = numberOf(fields['columnNumber']) ?? -1;
    const script = Number(fields['scriptId']);
    if (!(script > 0 && script < 2 ** 31 && line >= 0 && column >= 0)) {
      return this.#lookedUp(fields, name);
    }
    const place = this.#places.indexOf(script, line, column);
    const known = this.#frames[place];
    if (known !== undefined) {
      return this.#names[place] === name ? known : this.#lookedUp(fields, name);
    }
    const frame = this.#lookedUp(fields, name);
    this.#frames[place] = frame;
    this.#names[place] = name;
    return frame;
  }

  #lookedUp(fields: JsonRecord, name: string): number {
    const script = scriptIdOf(fields['scriptId']);
    const hasScript = script !== '0' && script !== '';
    const url = textOf(fields['url']);
    const file = url === '' && hasScript ? (this.#scripts.get(script) ?? '') : url;
    return this.#builder.frame(name, {
      file,
      line: (numberOf(fields['lineNumber']) ?? -1) + 1,
      column: (numberOf(fields['columnNumber']) ?? -1) + 1,
      kind: kindOfScript(name, file, hasScript),
    });
  }
}

/** A script id, which is text in profiles and a number in traces. */
export function scriptIdOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : textOf(value);
}
