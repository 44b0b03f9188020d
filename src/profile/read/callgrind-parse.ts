import { CallgrindCosts, Strangeness } from './callgrind-costs.ts';
import { linesOf } from './decoded.ts';
import { SHORT_LINE_MAX, VALUE_MAX } from './limits.ts';
import { type ReadContext, unreadable } from './reader.ts';

const NAMED = /^(fl|fi|fe|fn|ob|cfl|cfi|cfn|cob)=\s*(?:\((\d+)\))?\s*(.*?)\s*$/;
const COST = /^(?:0x[0-9a-fA-F]+|[+-]\d+|\*|\d)/;
const HEADER = /^(\w+):\s*(.*)$/;
const IGNORED = /^(?:#|jump=|jcnd=|jfi=|jfn=|frfn=|rec=|rcalls=)/;

/** Names are told once as `(7) name` and then as `(7)`; files, objects, functions apart. */
class Names {
  readonly #known = new Map<string, string>();

  resolve(family: string, id: string | undefined, name: string): string {
    if (id === undefined) {
      return name;
    }
    const key = `${family}${id}`;
    if (name !== '') {
      this.#known.set(key, name);
      return name;
    }
    return this.#known.get(key) ?? `(${id})`;
  }
}

/** What a file says before its costs, and its costs. */
export interface CallgrindFile {
  readonly creator: string;
  readonly pid: number;
  readonly costs: CallgrindCosts;
}

/**
 * Reads a callgrind file; parts and threads are added up.
 *
 * @throws HoneError E_FORMAT when no events are named before the costs
 * @see https://valgrind.org/docs/manual/cl-format.html
 */
export function parseCallgrind(bytes: Uint8Array, context: ReadContext): CallgrindFile {
  const parser = new Parser(context);
  let number = 0;
  for (const line of linesOf(bytes, context)) {
    number += 1;
    parser.take(line, number);
  }
  return parser.finish();
}

class Parser {
  readonly #context: ReadContext;
  readonly #names = new Names();
  readonly #strange: Strangeness;
  #costs: CallgrindCosts | null = null;
  #creator = '';
  #pid = 0;
  #positions: readonly string[] = ['line'];
  #at: number[] = [0]; // the positions of the last cost line
  #object = '';
  #file = '';
  #lineFile = ''; // differs from #file inside of inlined code
  #function = '';
  #callee = { object: '', file: '', name: '' };
  #calling = false;

  constructor(context: ReadContext) {
    this.#context = context;
    this.#strange = new Strangeness(context);
  }

  take(line: string, number: number): void {
    if (line.length > SHORT_LINE_MAX) {
      this.#strange.at(number);
      return;
    }
    if (line === '' || IGNORED.test(line)) {
      return;
    }
    const named = NAMED.exec(line);
    if (named !== null) {
      this.#name(named[1] ?? '', named[2], named[3] ?? '');
    } else if (line.startsWith('calls=')) {
      this.#calling = true;
    } else if (COST.test(line)) {
      this.#cost(line, number);
    } else {
      const header = HEADER.exec(line);
      if (header === null) {
        this.#strange.at(number);
      } else {
        this.#header(header[1] ?? '', header[2] ?? '');
      }
    }
  }

  finish(): CallgrindFile {
    if (this.#costs === null) {
      throw unreadable(
        this.#context.name,
        `looks like a callgrind file but names no events ("events: Ir"). It may be cut off; run ` +
          `valgrind again.`,
      );
    }
    this.#strange.tell();
    return { creator: this.#creator, pid: this.#pid, costs: this.#costs };
  }

  #header(key: string, value: string): void {
    switch (key) {
      case 'events':
        this.#costs ??= new CallgrindCosts(value.split(/\s+/).filter((word) => word !== ''));
        break;
      case 'positions':
        this.#positions = value.split(/\s+/);
        this.#at = this.#positions.map(() => 0);
        break;
      case 'creator':
        this.#creator = value;
        break;
      case 'pid':
        this.#pid = Number.parseInt(value, 10) || 0;
        break;
      default:
        break; // descriptions, totals, part numbers
    }
  }

  #name(key: string, id: string | undefined, text: string): void {
    const family = key.endsWith('fn') ? 'fn' : key.endsWith('ob') ? 'ob' : 'fl';
    const name = this.#names.resolve(family, id, text);
    switch (key) {
      case 'ob':
        this.#object = name;
        break;
      case 'fl':
        this.#file = name;
        this.#lineFile = name;
        break;
      case 'fi':
      case 'fe':
        this.#lineFile = name;
        break;
      case 'fn':
        this.#function = name;
        this.#lineFile = this.#file;
        this.#callee = { object: this.#object, file: this.#file, name: '' };
        break;
      case 'cob':
        this.#callee.object = name;
        break;
      case 'cfl':
      case 'cfi':
        this.#callee.file = name;
        break;
      default:
        this.#callee.name = name;
    }
  }

  #cost(line: string, number: number): void {
    const words = line.trim().split(/\s+/);
    this.#positions.forEach((_, index) => {
      this.#at[index] = positionFrom(words[index] ?? '*', this.#at[index] ?? 0);
    });
    const costs = words.slice(this.#positions.length).map(Number);
    const broken = costs.some((cost) => !(cost >= 0 && cost <= VALUE_MAX));
    if (broken || this.#costs === null || this.#function === '') {
      this.#strange.at(number);
      this.#calling = false;
      return;
    }
    const here = this.#costs.functionOf(this.#function, this.#file, this.#object);
    if (this.#calling) {
      const { name, file, object } = this.#callee;
      this.#costs.addCall(here, this.#costs.functionOf(name, file, object), costs);
      // What is not told again for the next call is that of the caller.
      this.#callee = { object: this.#object, file: this.#file, name: '' };
      this.#calling = false;
      return;
    }
    const lineAt = this.#positions.indexOf('line');
    const told = this.#lineFile === this.#file ? (this.#at[lineAt] ?? 0) : 0;
    this.#costs.addSelf(here, told, costs);
  }
}

/** `+3` and `-3` count from the last position, `*` is the last one. */
function positionFrom(word: string, last: number): number {
  if (word === '*') {
    return last;
  }
  const relative = word.startsWith('+') || word.startsWith('-');
  const value = relative ? last + Number(word) : Number(word);
  return Number.isFinite(value) ? value : last;
}
