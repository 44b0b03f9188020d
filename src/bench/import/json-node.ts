import { HoneError } from '../../base/index.ts';
import { quoted } from './quote.ts';

/**
 * A value of a parsed file together with where it stands, so that a file that is not as it should
 * be is refused with the place: the one parser of values that come from other tools.
 */
export class JsonNode {
  readonly value: unknown;
  readonly file: string;
  /** Where the value stands, e.g. `results[0].times`; empty for the whole file. */
  readonly path: string;

  constructor(value: unknown, file: string, path = '') {
    this.value = value;
    this.file = file;
    this.path = path;
  }

  /** A field that may be missing; JSON's null counts as missing. */
  get(key: string): JsonNode | null {
    const { value } = this;
    if (!isRecord(value) || !Object.hasOwn(value, key)) {
      return null;
    }
    const field = value[key];
    return field === null || field === undefined
      ? null
      : new JsonNode(field, this.file, this.pathTo(key));
  }

  /** @throws HoneError E_FORMAT when the field is missing */
  need(key: string): JsonNode {
    const field = this.get(key);
    if (field === null) {
      throw isRecord(this.value)
        ? this.refused(`has no ${quoted(key)}, which it needs`)
        : this.wrong(`an object with ${quoted(key)}`);
    }
    return field;
  }

  /** @throws HoneError E_FORMAT when the value is no array */
  items(): JsonNode[] {
    if (!Array.isArray(this.value)) {
      throw this.wrong('an array');
    }
    return this.value.map(
      (item: unknown, index) => new JsonNode(item, this.file, `${this.path}[${index}]`),
    );
  }

  /** @throws HoneError E_FORMAT when the value is no object */
  entries(): [string, JsonNode][] {
    if (!isRecord(this.value)) {
      throw this.wrong('an object');
    }
    return Object.entries(this.value).map(([key, item]) => [
      key,
      new JsonNode(item, this.file, this.pathTo(key)),
    ]);
  }

  /** @throws HoneError E_FORMAT when the value is no text */
  text(): string {
    if (typeof this.value !== 'string') {
      throw this.wrong('a text');
    }
    return this.value;
  }

  /** Text, number or truth value as text; anything else as JSON. */
  word(): string {
    return typeof this.value === 'string' ? this.value : JSON.stringify(this.value);
  }

  /**
   * A quantity: finite and at least 0.
   *
   * @param scale - what it is multiplied by, to reach the unit that hone uses
   * @throws HoneError E_FORMAT when it is none
   */
  amount(scale = 1): number {
    const scaled = typeof this.value === 'number' ? this.value * scale : Number.NaN;
    if (!Number.isFinite(scaled) || scaled < 0) {
      throw this.wrong('a number that is at least 0');
    }
    return scaled;
  }

  /** Quantities as by `amount`, without a node for each: there can be millions. */
  amounts(scale = 1): number[] {
    const { value } = this;
    if (!Array.isArray(value)) {
      throw this.wrong('an array of numbers');
    }
    return value.map((item: unknown, index) => {
      const scaled = typeof item === 'number' ? item * scale : Number.NaN;
      return Number.isFinite(scaled) && scaled >= 0
        ? scaled
        : new JsonNode(item, this.file, `${this.path}[${index}]`).amount(scale);
    });
  }

  /** Another value that stands at the same place, e.g. one computed from it. */
  with(value: unknown): JsonNode {
    return new JsonNode(value, this.file, this.path);
  }

  /** The value is not of the kind that the format has there. */
  wrong(wanted: string): HoneError {
    return this.refused(`should be ${wanted} but is ${kindOf(this.value)}`);
  }

  private pathTo(key: string): string {
    if (!/^[A-Za-z_]\w*$/.test(key)) {
      return `${this.path}[${quoted(key)}]`;
    }
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  private refused(why: string): HoneError {
    const place = this.path === '' ? 'the file' : this.path;
    return new HoneError(
      'E_FORMAT',
      `${this.file}: ${place} ${why}. Was the file edited, or written by a version that hone ` +
        `does not know? Let the tool write it again, then import that.`,
    );
  }
}

/** The field of a value that may be anything, or undefined. */
export function fieldOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The first item of a value that may be anything, or undefined. */
export function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] as unknown) : undefined;
}

/** What a value of JSON is, in words, e.g. `an array of 3`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) {
    return 'nothing';
  }
  if (Array.isArray(value)) {
    return `an array of ${value.length}`;
  }
  if (typeof value === 'string') {
    return `the text ${quoted(value)}`;
  }
  return isRecord(value) ? 'an object' : JSON.stringify(value);
}

/** True for an object of JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
