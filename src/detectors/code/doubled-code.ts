import { HELPER_NAMES_MAX } from '../limits.ts';
import type { CodeFile } from './code-file.ts';
import { parseCode } from './parse-code.ts';
import { isPureLooking } from './pure-looking.ts';
import { type FunctionNode, isFunction, type NodeOf, type SyntaxNode } from './syntax.ts';
import { assignmentsTo } from './writes.ts';

/** Where a function begins, as a profile says it; both count from 1. */
export interface FunctionPlace {
  readonly line: number;
  /** Null when only the line is known. */
  readonly column: number | null;
}

/** A file in which one function runs its body twice, or why that can't be made. */
export type DoubledCode =
  | {
      readonly kind: 'doubled';
      /** Rewritten in the same way, but the body runs once: what `twice` is compared with. */
      readonly once: string;
      readonly twice: string;
    }
  /** `why` is the end of a sentence: `it is async, …`. */
  | { readonly kind: 'refused'; readonly why: string };

/** One replacement of a part of a text; `from === to` inserts. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Names that the file does not use, for what is added to it. */
interface Names {
  readonly busy: string;
  readonly kept: string;
  readonly helper: string;
  readonly self: string;
}

/**
 * Rewrites one function so that each call of it from outside does its work twice. Calls that it
 * makes of itself, directly or through others, run once each: else a recursive function would take
 * twice as long at each level. The first result is kept in a variable, so that an optimising
 * compiler can't leave the work out.
 *
 * @param options.assumePure - true when somebody vouches that a second run changes nothing; then
 *   the code need not look pure
 */
export function doubledCode(
  file: string,
  text: string,
  place: FunctionPlace,
  options: { readonly assumePure: boolean },
): DoubledCode {
  const parsed = parseCode(file, text);
  if (parsed.kind === 'not-parsed') {
    return { kind: 'refused', why: `its file can't be read: ${parsed.why}` };
  }
  const { code } = parsed;
  const node = functionStartingAt(code, place);
  if (node === null) {
    return { kind: 'refused', why: `no function begins at line ${place.line} of ${file}` };
  }
  const why = obstacleIn(code, node);
  if (why !== null) {
    return { kind: 'refused', why };
  }
  if (!options.assumePure && !isPureLooking(node, code)) {
    return { kind: 'refused', why: NOT_PURE };
  }
  const names = namesFor(text);
  return names === null
    ? { kind: 'refused', why: 'its file uses every name that could be added to it' }
    : {
        kind: 'doubled',
        once: rewritten(code, node, names, false),
        twice: rewritten(code, node, names, true),
      };
}

const NOT_PURE =
  'nothing shows that running it twice changes nothing: it uses something beyond its arguments ' +
  'and what never changes, changes something that it did not make, calls what is not known, or ' +
  'gives nothing back';

/** The innermost function around a place whose first line is that line. */
function functionStartingAt(code: CodeFile, { line, column }: FunctionPlace): FunctionNode | null {
  const starting = code.nodes.filter(
    (node): node is FunctionNode => isFunction(node) && node.loc?.start.line === line,
  );
  const around = starting.filter((node) => column === null || isAround(node, { line, column }));
  // Parents come before their children; without a column the outermost is meant.
  return (column === null ? around[0] : (around.at(-1) ?? starting[0])) ?? null;
}

function isAround({ loc }: SyntaxNode, place: { line: number; column: number }): boolean {
  if (loc === null || loc === undefined) {
    return false;
  }
  const column = place.column - 1;
  const { start, end } = loc;
  return column >= start.column && (end.line > place.line || column < end.column);
}

/** Why a function can't be rewritten, as the end of a sentence; null when it can. */
function obstacleIn(code: CodeFile, node: FunctionNode): string | null {
  if (node.async) {
    return 'it is async: what it waits for would not be in its time';
  }
  if (node.generator === true) {
    return 'it is a generator: its work is done by whoever takes its values';
  }
  if (node.type === 'ClassMethod' || node.type === 'ClassPrivateMethod') {
    return 'it is a method of a class, which depends on its object';
  }
  if (node.type === 'ObjectMethod' && (node.kind !== 'method' || node.computed)) {
    return 'it is a getter, a setter, or a method without a name';
  }
  const own = code.below(node).find((each) => isOwnContext(code, node, each));
  if (own !== undefined) {
    return 'it depends on how it is called: it uses this, super, arguments or new.target';
  }
  return node.type === 'FunctionDeclaration' ? nameObstacle(code, node) : null;
}

/** True for `this` and its like where they are about this function and not about one inside it. */
function isOwnContext(code: CodeFile, node: FunctionNode, each: SyntaxNode): boolean {
  const isContext =
    each.type === 'ThisExpression' ||
    each.type === 'Super' ||
    each.type === 'MetaProperty' ||
    (each.type === 'Identifier' &&
      each.name === 'arguments' &&
      code.bindingOf('arguments', each) === null);
  if (!isContext) {
    return false;
  }
  let around = code.functionAround(each);
  while (around !== null && around !== node && around.type === 'ArrowFunctionExpression') {
    around = code.functionAround(around);
  }
  return around === node;
}

/** A declared function is called by its name, which has to mean the function in its own body. */
function nameObstacle(code: CodeFile, node: NodeOf<'FunctionDeclaration'>): string | null {
  const name = node.id?.name;
  if (name === undefined) {
    return null;
  }
  const binding = code.bindingOf(name, node.body);
  return binding?.node === node && assignmentsTo(code, binding).length === 0
    ? null
    : `its name ${name} stands for something else as well`;
}

function namesFor(text: string): Names | null {
  for (let turn = 0; turn < HELPER_NAMES_MAX; turn++) {
    const stem = `honeTwice${turn === 0 ? '' : turn}`;
    if (!text.includes(stem)) {
      return { busy: `${stem}Busy`, kept: `${stem}Kept`, helper: stem, self: `${stem}Self` };
    }
  }
  return null;
}

const TYPED = /\.(?:[cm]?ts|tsx)$/i;

/** The file with the function changed and what it needs at the end, where it is hoisted. */
function rewritten(code: CodeFile, node: FunctionNode, names: Names, isTwice: boolean): string {
  const { text, file } = code;
  const edits =
    node.type === 'FunctionDeclaration'
      ? declarationEdits(node, names, isTwice)
      : expressionEdits(text, node, names);
  const helper = node.type === 'FunctionDeclaration' ? '' : helperText(file, names, isTwice);
  const changed = `${applied(text, edits)}\n;var ${names.busy}, ${names.kept};${helper}\n`;
  return TYPED.test(file) ? withoutTypeCheck(changed) : changed;
}

/** Types of what is added are nobody's concern; a shebang has to stay where it is. */
function withoutTypeCheck(text: string): string {
  const shebang = /^#![^\n]*\n/.exec(text)?.[0] ?? '';
  return `${shebang}// @ts-nocheck\n${text.slice(shebang.length)}`;
}

/** A call from outside turns into calls of itself, which go straight to the body. */
function declarationEdits(
  node: NodeOf<'FunctionDeclaration'>,
  names: Names,
  isTwice: boolean,
): Edit[] {
  const name = node.id?.name ?? names.self;
  const call = callOfSelf(name, node.params);
  const from = node.body.directives.at(-1)?.end ?? (node.body.start ?? 0) + 1;
  const nameless = (node.start ?? 0) + 'function'.length;
  return [
    ...(node.id == null ? [{ from: nameless, to: nameless, text: ` ${name}` }] : []),
    { from, to: from, text: `;if (!${names.busy}) ${workText(names, call, isTwice)}` },
  ];
}

/** Names are handed on by name, because `arguments` would slow the function down. */
function callOfSelf(name: string, params: NodeOf<'FunctionDeclaration'>['params']): string {
  const words = params.map((param) => {
    const target = param.type === 'AssignmentPattern' ? param.left : param;
    if (target.type === 'RestElement') {
      return target.argument.type === 'Identifier' ? `...${target.argument.name}` : null;
    }
    return target.type === 'Identifier' ? target.name : null;
  });
  return words.includes(null)
    ? `${name}.apply(undefined, arguments)`
    : `${name}(${words.join(', ')})`;
}

function expressionEdits(text: string, node: FunctionNode, { helper }: Names): Edit[] {
  const [from, to] = [node.start ?? 0, node.end ?? 0];
  if (node.type !== 'ObjectMethod') {
    return [{ from, to, text: `${helper}(${text.slice(from, to)})` }];
  }
  const afterKey = node.key.end ?? from;
  const key = text.slice(from, afterKey);
  const rest = text.slice(afterKey, to);
  return [{ from, to, text: `${key}: ${helper}(function ${rest})` }];
}

function helperText(file: string, names: Names, isTwice: boolean): string {
  const [type, of, gives] = TYPED.test(file) ? ['<F>', ': F', ': F'] : ['', '', ''];
  const work = workText(names, 'run.apply(this, arguments)', isTwice);
  return (
    `function ${names.helper}${type}(run${of})${gives} { return function () { ` +
    `if (${names.busy}) return run.apply(this, arguments); ${work} }; }`
  );
}

/** What a call from outside does; both versions are the same but for the first run. */
function workText({ busy, kept }: Names, call: string, isTwice: boolean): string {
  return (
    `{ ${busy} = true; try { ${kept} = ${isTwice ? call : '0'}; return ${call}; } ` +
    `finally { ${busy} = false; } }`
  );
}

function applied(text: string, edits: readonly Edit[]): string {
  let changed = text;
  for (const { from, to, text: part } of edits.toSorted((left, right) => right.from - left.from)) {
    changed = `${changed.slice(0, from)}${part}${changed.slice(to)}`;
  }
  return changed;
}
