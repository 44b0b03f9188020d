import type { ReadContext } from './reader.ts';
import { IntegerTriples } from '../integer-triples.ts';

/** A function as callgrind names it. */
export interface CallgrindFunction {
  readonly name: string;
  readonly file: string;
  readonly object: string;
}

/**
 * Costs of a callgrind file: for each line of each function what it cost by itself, and for each
 * pair of functions what the calls from one to the other cost with all that they called.
 */
export class CallgrindCosts {
  readonly events: readonly string[];
  readonly functions: CallgrindFunction[] = [];
  readonly lines = new IntegerTriples(); // function, line
  readonly calls = new IntegerTriples(); // caller, callee
  readonly #index = new Map<string, number>();
  readonly #lineCosts: Float64Array[];
  readonly #callCosts: Float64Array[];

  constructor(events: readonly string[]) {
    this.events = events;
    this.#lineCosts = events.map(() => new Float64Array(1_024));
    this.#callCosts = events.map(() => new Float64Array(1_024));
  }

  /** The index of a function; a new one is added. */
  functionOf(name: string, file: string, object: string): number {
    const key = `${name}\n${file}\n${object}`;
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.functions.push({ name, file, object }) - 1;
      this.#index.set(key, index);
    }
    return index;
  }

  /** Adds to what a line cost by itself; 0 when the line is unknown. */
  addSelf(functionIndex: number, line: number, costs: readonly number[]): void {
    add(this.#lineCosts, this.lines.indexOf(functionIndex, line, 0), costs);
  }

  /** Adds to what calls cost. */
  addCall(caller: number, callee: number, costs: readonly number[]): void {
    add(this.#callCosts, this.calls.indexOf(caller, callee, 0), costs);
  }

  /** Cost of an entry of `lines` in one event. */
  selfCost(entry: number, event: number): number {
    return this.#lineCosts[event]?.[entry] ?? 0;
  }

  /** Cost of an entry of `calls` in one event. */
  callCost(entry: number, event: number): number {
    return this.#callCosts[event]?.[entry] ?? 0;
  }
}

/** Says once where a file is not as it should be, and how often. */
export class Strangeness {
  readonly #context: ReadContext;
  #count = 0;
  #first = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Remembers a line that was left out. */
  at(line: number): void {
    this.#first = this.#count === 0 ? line : this.#first;
    this.#count += 1;
  }

  /** Adds the caveat, if there is one. */
  tell(): void {
    if (this.#count > 0) {
      this.#context.caveat(
        `Lines that were not understood and left out: ${this.#count}, the first is line ` +
          `${this.#first}.`,
      );
    }
  }
}

function add(columns: Float64Array[], entry: number, costs: readonly number[]): void {
  columns.forEach((column, event) => {
    let target = column;
    if (entry >= target.length) {
      target = new Float64Array(2 * entry);
      target.set(column);
      columns[event] = target;
    }
    target[entry] = (target[entry] ?? 0) + (costs[event] ?? 0);
  });
}
