import type { CodeFile } from './code-file.ts';
import { isPureLooking } from './pure-looking.ts';
import { parseCode } from './parse-code.ts';
import type { FunctionNode } from './syntax.ts';

/** Text that is put into a file, at an offset in UTF-16 units of the original. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** What makes a function tell of its calls. */
export interface CallProbe {
  readonly name: string;
  readonly insertions: readonly Insertion[];
}

/**
 * The insertions by which a function hands the arguments of each call to whoever listens. Only for
 * functions that look pure and are in no other function: a closure may depend on what its function
 * was called with, which is no argument of its own.
 *
 * @param place - where the engine says that the function begins, from 1; null for any column
 * @param call - the code of a call without its list of arguments: `listen(7,`
 * @returns null when there is no such function, or its arguments can't be named
 */
export function callProbe(
  file: string,
  text: string,
  place: { readonly line: number; readonly column: number | null },
  call: string,
): CallProbe | null {
  const parsed = parseCode(file, text);
  const node = parsed.kind === 'parsed' ? functionIn(parsed.code, place) : null;
  if (
    parsed.kind !== 'parsed' ||
    node === null ||
    parsed.code.functionAround(node) !== null ||
    !isPureLooking(node, parsed.code)
  ) {
    return null;
  }
  const handed = argumentList(node);
  return handed === null ? null : { name: nameOf(node), insertions: inserted(node, call, handed) };
}

/** V8 gives the place of the parameters, or of the name. */
function functionIn(
  code: CodeFile,
  { line, column }: { readonly line: number; readonly column: number | null },
): FunctionNode | null {
  const node = code.functionAt(line);
  const start = node?.loc?.start;
  const head = node?.body.loc?.start;
  if (node === null || start?.line !== line || head === undefined) {
    return null;
  }
  const isHere =
    column === null || (start.column < column && (head.line > line || column <= head.column + 1));
  return isHere ? node : null;
}

function nameOf(node: FunctionNode): string {
  return 'id' in node && node.id !== null && node.id !== undefined && 'name' in node.id
    ? node.id.name
    : '';
}

/** Arrow functions have no `arguments`, so their parameters have to have names. */
function argumentList(node: FunctionNode): string | null {
  if (node.type !== 'ArrowFunctionExpression') {
    return 'arguments';
  }
  const names = node.params.map((parameter) => {
    if (parameter.type === 'Identifier') {
      return parameter.name;
    }
    if (parameter.type === 'AssignmentPattern' && parameter.left.type === 'Identifier') {
      return parameter.left.name;
    }
    return parameter.type === 'RestElement' && parameter.argument.type === 'Identifier'
      ? parameter.argument.name
      : null;
  });
  return names.includes(null) ? null : `[${names.join(',')}]`;
}

/** Behind the directives, which only count at the start; around an arrow's bare value. */
function inserted(node: FunctionNode, call: string, handed: string): Insertion[] {
  const { body } = node;
  const [from, to] = [body.start ?? 0, body.end ?? 0];
  if (body.type !== 'BlockStatement') {
    return [
      { at: from, text: `(${call}${handed}),(` },
      { at: to, text: '))' },
    ];
  }
  const last = body.directives.at(-1);
  return [{ at: last?.end ?? from + 1, text: `;${call}${handed});` }];
}
