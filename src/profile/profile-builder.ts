import { assert } from '../base/index.ts';
import { IntegerTriples } from './integer-triples.ts';
import type {
  Frame,
  FrameKind,
  ProfiledThread,
  Profile,
  ProfileSource,
  ProfileUnit,
  SampleColumns,
} from './profile.ts';

const SAMPLES_START = 1_024;

/** The parent of an outermost stack. */
export const NO_STACK = -1;

/** Where a function is and what it is; everything but the name may be unknown. */
export interface FrameDetails {
  readonly file?: string;
  readonly line?: number; // from 1; 0 when unknown
  readonly column?: number; // from 1; 0 when unknown
  readonly kind: FrameKind;
}

/**
 * Collects a profile: equal frames and equal stacks are kept once, samples go into columns. What
 * it is given is trusted; readers check values before.
 */
export class ProfileBuilder {
  readonly #source: ProfileSource;
  readonly #unit: ProfileUnit;
  readonly #texts = new Map<string, number>();
  readonly #functions = new IntegerTriples(); // name, file, kind
  readonly #kinds: FrameKind[] = [];
  readonly #places = new IntegerTriples(); // function, line, column
  readonly #frames: Frame[] = [];
  readonly #stacks = new IntegerTriples(); // parent, frame
  readonly #rows = new IntegerTriples(); // stack, line, thread; only of `addTo`
  readonly #threads: ProfiledThread[] = [];
  readonly #caveats: string[] = [];
  #stack = new Int32Array(SAMPLES_START);
  #thread = new Int32Array(SAMPLES_START);
  #value = new Float64Array(SAMPLES_START);
  #line: Int32Array | null = null;
  #samples = 0;

  constructor(source: ProfileSource, unit: ProfileUnit) {
    this.#source = source;
    this.#unit = unit;
  }

  /** How many samples there are so far. */
  get samples(): number {
    return this.#samples;
  }

  /** The index of a frame; an empty name becomes `(anonymous)`. */
  frame(name: string, details: FrameDetails): number {
    const { file = '', kind } = details;
    const line = placeNumber(details.line);
    const column = placeNumber(details.column);
    const called = name === '' ? '(anonymous)' : name;
    const functionIndex = this.#functions.indexOf(
      this.#text(called),
      this.#text(file),
      this.#kind(kind),
    );
    const index = this.#places.indexOf(functionIndex, line, column);
    if (index === this.#frames.length) {
      this.#frames.push({ name: called, file, line, column, kind });
    }
    return index;
  }

  /**
   * The index of a stack.
   *
   * @param parent - the caller's stack, or NO_STACK
   */
  stack(parent: number, frame: number): number {
    return this.#stacks.indexOf(parent, frame, 0);
  }

  /** What a frame that was added is. */
  kindOf(frame: number): FrameKind {
    return this.#frames[frame]?.kind ?? 'unknown';
  }

  /** The innermost frame of a stack that was added. */
  innermost(stack: number): number {
    return this.#stacks.second(stack);
  }

  /** Adds a thread; its index. */
  thread(thread: ProfiledThread): number {
    return this.#threads.push(thread) - 1;
  }

  /** Makes room for stacks that are about to come. */
  reserveStacks(stacks: number): void {
    this.#stacks.reserve(stacks);
  }

  /** Makes room for samples that are about to come, so that the columns need not be copied. */
  reserve(samples: number): void {
    if (samples > this.#stack.length) {
      this.#resize(samples);
    }
  }

  /**
   * Adds a sample.
   *
   * @param value - in the profile's unit, finite and not negative
   * @param line - on which the innermost frame was, from 1; 0 when unknown
   */
  sample(thread: number, stack: number, value: number, line = 0): void {
    const index = this.#samples;
    if (index === this.#stack.length) {
      this.#resize(2 * index);
    }
    this.#stack[index] = stack;
    if (thread !== 0) {
      this.#thread[index] = thread; // it is 0 already: untouched memory costs nothing
    }
    this.#value[index] = value;
    if (line > 0) {
      this.#line ??= new Int32Array(this.#stack.length);
      this.#line[index] = line;
    }
    this.#samples = index + 1;
  }

  /**
   * Adds to the sample of the same thread, stack and line, for formats without an order of time:
   * long files of few stacks stay small. Not to be mixed with `sample`.
   */
  addTo(thread: number, stack: number, value: number, line = 0): void {
    const row = this.#rows.indexOf(stack, line, thread);
    if (row === this.#samples) {
      this.sample(thread, stack, value, line);
    } else {
      this.#value[row] = (this.#value[row] ?? 0) + value;
    }
  }

  /** Says what was left out, clipped or guessed. */
  caveat(text: string): void {
    if (!this.#caveats.includes(text)) {
      this.#caveats.push(text);
    }
  }

  /** The profile. Nothing may be added afterwards. */
  finish(): Profile {
    return {
      source: this.#source,
      unit: this.#unit,
      frames: this.#frames,
      stackParent: this.#stacks.column(0),
      stackFrame: this.#stacks.column(1),
      threads: this.#threads,
      samples: this.#columns(),
      caveats: this.#caveats,
    };
  }

  #columns(): SampleColumns {
    const count = this.#samples;
    const full = count === this.#stack.length;
    return {
      stack: full ? this.#stack : this.#stack.slice(0, count),
      thread: full ? this.#thread : this.#thread.slice(0, count),
      value: full ? this.#value : this.#value.slice(0, count),
      line: full ? this.#line : (this.#line?.slice(0, count) ?? null),
    };
  }

  #resize(capacity: number): void {
    assert(capacity >= this.#samples, 'columns hold what was added');
    this.#stack = copied(this.#stack, new Int32Array(capacity));
    this.#thread = copied(this.#thread, new Int32Array(capacity));
    this.#value = copied(this.#value, new Float64Array(capacity));
    this.#line = this.#line === null ? null : copied(this.#line, new Int32Array(capacity));
  }

  #text(text: string): number {
    let index = this.#texts.get(text);
    if (index === undefined) {
      index = this.#texts.size;
      this.#texts.set(text, index);
    }
    return index;
  }

  #kind(kind: FrameKind): number {
    const index = this.#kinds.indexOf(kind);
    return index === -1 ? this.#kinds.push(kind) - 1 : index;
  }
}

function copied<Column extends Int32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** A line or column that fits into 32 bits; anything else is unknown. */
function placeNumber(value = 0): number {
  return Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : 0;
}
