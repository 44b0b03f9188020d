import { PURE_CALL_DEPTH_MAX } from '../limits.ts';
import { calledName, isCall, isMember, methodCall, plain } from './calls.ts';
import type { Binding, CodeFile } from './code-file.ts';
import { namesRead } from './dependence.ts';
import { parseCode } from './parse-code.ts';
import { type FunctionNode, isFunction, type SyntaxNode } from './syntax.ts';
import { assignmentOf, assignmentsTo, isWriteThrough } from './writes.ts';

const PURE_OBJECTS = new Set(['Math', 'JSON', 'Number', 'String', 'Object', 'Array', 'BigInt']);
const PURE_GLOBALS = new Set(
  (
    'Math JSON Number String Boolean Object Array BigInt RegExp Map Set undefined NaN Infinity ' +
    'parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI ' +
    'decodeURI ' +
    'Error TypeError RangeError Symbol Uint8Array Int32Array Float64Array'
  ).split(' '),
);
const IMPURE_MEMBERS = new Set(['random', 'now', 'defineProperty', 'assign', 'setPrototypeOf']);
/** Methods of strings, arrays, maps and numbers that change nothing. */
const PURE_METHODS = new Set(
  (
    'at charAt charCodeAt codePointAt concat endsWith entries every filter find findIndex ' +
    'findLast ' +
    'findLastIndex flat flatMap forEach get has includes indexOf join keys lastIndexOf ' +
    'localeCompare map match matchAll normalize padEnd padStart reduce reduceRight repeat ' +
    'replace ' +
    'replaceAll search slice some split startsWith substring substr toFixed toLowerCase ' +
    'toReversed ' +
    'toSorted toString toUpperCase trim trimEnd trimStart values with'
  ).split(' '),
);

/**
 * True when nothing in a function shows that its result depends on more than its arguments, or that
 * it changes anything else. It looks at the code alone: getters, proxies and patched built-ins are
 * not seen, so this is a reason to look at a function and no proof.
 *
 * @param node - a function of `code`
 */
export function isPureLooking(node: FunctionNode, code: CodeFile): boolean {
  return looksPure({ code, answers: new Map() }, node, 0);
}

/**
 * Whether the function at a line looks pure, for callers that have no syntax tree.
 *
 * @param line - where the function begins, from 1
 * @returns null when the file does not parse or has no function there
 */
export function looksPureAt(file: string, text: string, line: number): boolean | null {
  const parsed = parseCode(file, text);
  const node = parsed.kind === 'parsed' ? parsed.code.functionAt(line) : null;
  return parsed.kind === 'parsed' && node !== null ? isPureLooking(node, parsed.code) : null;
}

/** One file, and what was found out about its functions; true for those still looked at. */
interface Inquiry {
  readonly code: CodeFile;
  readonly answers: Map<FunctionNode, boolean>;
}

function looksPure(inquiry: Inquiry, node: FunctionNode, depth: number): boolean {
  const { code, answers } = inquiry;
  const known = answers.get(node);
  if (known !== undefined) {
    return known;
  }
  if (
    node.async ||
    node.generator === true ||
    depth > PURE_CALL_DEPTH_MAX ||
    !givesBack(code, node)
  ) {
    return false;
  }
  answers.set(node, true); // functions that call each other are pure when nothing else speaks
  const inner = code.below(node).filter((each) => each !== node);
  const isPure =
    inner.every((each) => !showsImpurity(each) && isPureStep(inquiry, node, each, depth)) &&
    namesRead(code, node).every(({ use, binding }) => isPureRead(code, node, use, binding));
  answers.set(node, isPure);
  return isPure;
}

/** A function without a result is called for what it changes. */
function givesBack(code: CodeFile, node: FunctionNode): boolean {
  return (
    node.body.type !== 'BlockStatement' ||
    code
      .below(node.body)
      .some(
        (each) =>
          each.type === 'ReturnStatement' &&
          each.argument !== null &&
          each.argument !== undefined &&
          code.functionAround(each) === node,
      )
  );
}

const IMPURE_NODES: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'YieldExpression',
  'ThisExpression',
  'Super',
  'ImportExpression',
  'DebuggerStatement',
  'TaggedTemplateExpression',
  'MetaProperty',
]);

function showsImpurity(node: SyntaxNode): boolean {
  return IMPURE_NODES.has(node.type);
}

/** Calls of what is known to be pure, or of functions of this file that look so. */
function isPureStep(
  inquiry: Inquiry,
  within: FunctionNode,
  node: SyntaxNode,
  depth: number,
): boolean {
  const { code } = inquiry;
  if (!isCall(node) && node.type !== 'NewExpression') {
    return true;
  }
  const callee = plain(node.callee);
  if (isMember(callee)) {
    return isPureMethod(code, within, node);
  }
  if (isFunction(callee)) {
    return true; // called on the spot; its body is looked at with the rest
  }
  const name = calledName(node);
  const binding = name === null ? null : code.bindingOf(name, node);
  if (binding === null) {
    return name !== null && PURE_GLOBALS.has(name);
  }
  const target = binding.kind === 'function' ? binding.node : binding.start;
  if (target === null || !isFunction(target)) {
    return false;
  }
  return code.isWithin(target, within) || target === within
    ? true
    : looksPure(inquiry, target, depth + 1);
}

function isPureMethod(code: CodeFile, within: FunctionNode, node: SyntaxNode): boolean {
  const method = methodCall(node);
  if (method === null) {
    return false;
  }
  const { object, name } = method;
  if (object.type === 'Identifier' && code.bindingOf(object.name, object) === null) {
    return PURE_OBJECTS.has(object.name) && !IMPURE_MEMBERS.has(name);
  }
  if (PURE_METHODS.has(name)) {
    return true;
  }
  if (object.type !== 'Identifier') {
    return isFresh(object);
  }
  // `result.push(…)` changes only what the function made itself.
  const binding = code.bindingOf(object.name, object);
  return binding !== null && code.isWithin(binding.scope, within) && isMadeHere(binding);
}

function isMadeHere(binding: Binding): boolean {
  return binding.kind !== 'parameter' && binding.start !== null && isFresh(binding.start);
}

/** Made here, so that changing it changes nothing of anybody else's. */
function isFresh(value: SyntaxNode): boolean {
  const node = plain(value);
  return (
    node.type === 'ArrayExpression' ||
    node.type === 'ObjectExpression' ||
    (node.type === 'NewExpression' && ['Map', 'Set', 'Array'].includes(calledName(node) ?? ''))
  );
}

/** A name is fine when it is the function's own, or stands for the same thing for ever. */
function isPureRead(
  code: CodeFile,
  within: FunctionNode,
  use: SyntaxNode,
  binding: Binding | null,
): boolean {
  if (binding === null) {
    return use.type === 'Identifier' && PURE_GLOBALS.has(use.name);
  }
  if (code.isWithin(binding.scope, within)) {
    return (
      use === binding.identifier ||
      assignmentOf(code, use) !== null || // `text = text.trim()` changes only the own name
      !isWriteThrough(code, use) ||
      isMadeHere(binding)
    );
  }
  if (binding.kind === 'function' || binding.kind === 'import' || binding.kind === 'class') {
    return true; // what is called is looked at where it is called
  }
  return (
    assignmentsTo(code, binding).length === 0 &&
    !code.usesOf(binding).some((each) => isWriteThrough(code, each))
  );
}
