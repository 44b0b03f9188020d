import { amountOf, isFields } from './json-fields.ts';

/** The tool that ends the work. */
export const FINISH = 'finish';

/** A tool as it is described to the model. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly parameters: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, ToolParameter>>;
    readonly required: readonly string[];
  };
}

/** One argument of a tool. */
export interface ToolParameter {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
  /** The only texts that it may be. */
  readonly enum?: readonly string[];
}

/** A tool that the model may call. */
export interface Tool {
  readonly spec: ToolSpec;
  /** What a call is about, for people: a path, a command line. */
  readonly about: (values: ToolValues) => string;
  /**
   * @throws HoneError for what is not the model's to correct; the reason of an aborted signal
   */
  readonly use: (values: ToolValues) => Promise<ToolResult>;
}

/** What a call brings, as text for the model. */
export interface ToolResult {
  readonly kind: 'done' | 'failed';
  readonly text: string;
  /** True when something in the folder may be different now. */
  readonly changed: boolean;
}

/** Arguments that fit the description of their tool. */
export type ToolValues = ReadonlyMap<string, string | number | boolean>;

/** Arguments of a call, or what is wrong with them. */
export type ParsedValues =
  | { readonly kind: 'values'; readonly values: ToolValues }
  | { readonly kind: 'broken'; readonly why: string };

/** A result that changed nothing. */
export function seen(text: string): ToolResult {
  return { kind: 'done', text, changed: false };
}

/** What could not be done, said so that the model can correct it. */
export function refusedCall(text: string): ToolResult {
  return { kind: 'failed', text, changed: false };
}

/**
 * Understands the arguments of a call. Nothing is repaired: what is no JSON is told. Only what
 * models often do and can mean one thing only is accepted: no text at all for no arguments, null
 * for one that is left out, a number or a truth value as text.
 */
export function parseValues({ name, parameters }: ToolSpec, text: string): ParsedValues {
  let parsed: unknown;
  try {
    parsed = text.trim() === '' ? {} : JSON.parse(text);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return broken(`The arguments of ${name} are no JSON: ${why}.`);
  }
  if (!isFields(parsed)) {
    return broken(`The arguments of ${name} have to be one JSON object.`);
  }
  const values = new Map<string, string | number | boolean>();
  for (const [field, parameter] of Object.entries(parameters.properties)) {
    const given = Object.hasOwn(parsed, field) ? (parsed[field] ?? null) : null;
    const value = given === null ? null : valueFrom(given, parameter);
    if (value !== null) {
      values.set(field, value);
    } else if (given !== null || parameters.required.includes(field)) {
      return broken(`${name} needs "${field}": ${expected(parameter)}.`);
    }
  }
  return { kind: 'values', values };
}

function broken(why: string): ParsedValues {
  return { kind: 'broken', why };
}

function expected({ type, enum: words, description }: ToolParameter): string {
  const what = words === undefined ? `a ${type}` : `one of ${words.join(', ')}`;
  return `${what} (${description})`;
}

function valueFrom(given: unknown, parameter: ToolParameter): string | number | boolean | null {
  switch (parameter.type) {
    case 'string': {
      const isKnown = parameter.enum?.includes(String(given)) ?? true;
      return typeof given === 'string' && isKnown ? given : null;
    }
    case 'integer': {
      const isDigits = typeof given === 'string' && /^\d{1,15}$/.test(given);
      const number = amountOf(isDigits ? Number(given) : given);
      return number !== null && Number.isSafeInteger(number) ? number : null;
    }
    case 'boolean':
      return given === true || given === 'true'
        ? true
        : given === false || given === 'false'
          ? false
          : null;
  }
}

/** An argument that is a text; '' when it was left out. */
export function textValue(values: ToolValues, name: string): string {
  const value = values.get(name);
  return typeof value === 'string' ? value : '';
}

/** An argument that is a number; null when it was left out. */
export function numberValue(values: ToolValues, name: string): number | null {
  const value = values.get(name);
  return typeof value === 'number' ? value : null;
}
