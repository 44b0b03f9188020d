import type { CodeSpan } from '../../profile/index.ts';
import type { CodeFile } from './code-file.ts';
import { isReadable, parseCode } from './parse-code.ts';
import { type FunctionNode, isFunction, lastLineOf, lineOf, type SyntaxNode } from './syntax.ts';

/** The functions of a file and what it loads from beside it. */
export interface FileSpans {
  /** Outer ones first. */
  readonly functions: readonly CodeSpan[];
  /** As the file names them: `./parse.js`, `../rules`. */
  readonly loads: readonly string[];
}

const LOADED = /\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"\n]*)['"]/g;
const WORD = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/g;

/** What a file's text says of its functions; null for what can't be read. */
export function functionSpans(file: string, text: string): FileSpans | null {
  const parsed = isReadable(file) ? parseCode(file, text) : null;
  if (parsed?.kind !== 'parsed') {
    return null;
  }
  const { code } = parsed;
  const starts = lineStarts(text);
  const functions = code.nodes.filter(isFunction).map((node) => {
    const begin = beginOf(node, text);
    const line = lineAt(starts, begin);
    return {
      name: nameOf(node, code),
      line,
      column: begin - (starts[line - 1] ?? 0) + 1,
      firstLine: lineOf(node),
      lastLine: lastLineOf(node),
      words: new Set(text.slice(node.start ?? 0, node.end ?? 0).match(WORD)),
    };
  });
  const loads = [...text.matchAll(LOADED)].map(([, name = '']) => name);
  return { functions, loads: [...new Set(loads)] };
}

/** An arrow function begins with its parameters, any other with the bracket before them. */
function beginOf(node: FunctionNode, text: string): number {
  const start = node.start ?? 0;
  if (node.type === 'ArrowFunctionExpression') {
    return node.async ? start + (/^async\s*/.exec(text.slice(start))?.[0].length ?? 0) : start;
  }
  const named = 'key' in node ? node.key : node.id;
  const bracket = text.indexOf('(', named?.end ?? start);
  return bracket < 0 ? start : bracket;
}

function nameOf(node: FunctionNode, code: CodeFile): string {
  if ('key' in node) {
    const prefix = node.kind === 'get' || node.kind === 'set' ? `${node.kind} ` : '';
    const name = keyName(node);
    return node.kind === 'constructor' ? classAround(node, code) : `${prefix}${name}`;
  }
  if (node.type !== 'ArrowFunctionExpression' && node.id != null) {
    return node.id.name;
  }
  const around = code.parentOf(node);
  if (around?.type === 'VariableDeclarator') {
    return around.init === node ? wordOf(around.id) : '';
  }
  if (around?.type === 'AssignmentExpression') {
    return around.right === node ? assignedName(around.left) : '';
  }
  const isMember = around?.type === 'ObjectProperty' || around?.type === 'ClassProperty';
  return isMember && around.value === node ? keyName(around) : '';
}

/** `a.prototype.b = function` is called `a.b`, without a name of its own. */
function assignedName(left: SyntaxNode): string {
  if (left.type !== 'MemberExpression' || left.computed) {
    return wordOf(left);
  }
  const object = assignedName(left.object).replace(/\.prototype$/, '');
  return [object, wordOf(left.property)].filter((part) => part !== '').join('.');
}

function keyName({ key, ...node }: { readonly key: SyntaxNode; readonly computed?: boolean }) {
  if (node.computed === true) {
    return '';
  }
  if (key.type === 'PrivateName') {
    return `#${key.id.name}`;
  }
  const isLiteral = key.type === 'StringLiteral' || key.type === 'NumericLiteral';
  return isLiteral ? String(key.value) : wordOf(key);
}

function wordOf(node: SyntaxNode): string {
  return node.type === 'Identifier' ? node.name : node.type === 'ThisExpression' ? 'this' : '';
}

function classAround(node: SyntaxNode, code: CodeFile): string {
  for (const each of code.above(node)) {
    if (each.type === 'ClassDeclaration' || each.type === 'ClassExpression') {
      return each.id?.name ?? '';
    }
  }
  return '';
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** Line of an offset, from 1. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
