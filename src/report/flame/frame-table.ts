import type { KnownFunction, RunInterval } from '../../profile/index.ts';
import { visible } from '../safe-text.ts';
import type { FlameFrame } from './flame-tree.ts';
import { NAME_CHARS_MAX } from './limits.ts';
import { categoryOf, type FlameCategory } from './palette.ts';

/** Frames of a tree, each once. Frame 0 stands for everything. */
export class FrameTable {
  readonly #frames: FlameFrame[] = [];
  readonly #numbers = new Map<string, number>();

  constructor() {
    this.label('all', 'group');
  }

  /** All frames by number. */
  get frames(): readonly FlameFrame[] {
    return this.#frames;
  }

  /** The number of a function; the details of the first with an id are kept. */
  function(id: string, known: KnownFunction, share: RunInterval | null): number {
    return this.#numberOf(id, () => ({
      id,
      name: shortened(known.name, 'end'),
      file: shortened(known.file, 'start'),
      line: known.line,
      category: categoryOf(known),
      package: known.package === null ? null : shortened(known.package, 'end'),
      share,
    }));
  }

  /** The number of something that is no function. */
  label(name: string, category: FlameCategory): number {
    return this.#numberOf(`${category}\0${name}`, () => ({
      id: '',
      name: shortened(name, 'end'),
      file: '',
      line: 0,
      category,
      package: null,
      share: null,
    }));
  }

  #numberOf(key: string, make: () => FlameFrame): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#frames.push(make()) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}

/** Text from a profile on one line, with what is too long taken from one end. */
function shortened(text: string, end: 'start' | 'end'): string {
  if (text.length <= NAME_CHARS_MAX) {
    return visible(text);
  }
  return end === 'end'
    ? `${visible(text.slice(0, NAME_CHARS_MAX - 1))}…`
    : `…${visible(text.slice(1 - NAME_CHARS_MAX))}`;
}
