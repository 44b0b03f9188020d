import { calledName, methodCall, plain } from './calls.ts';
import type { CodeFile } from './code-file.ts';
import type { SyntaxNode } from './syntax.ts';

/** A place where a regular expression of known text is applied. */
export interface RegexUse {
  /** The call that applies it. */
  readonly node: SyntaxNode;
  /** Where its text stands. */
  readonly literal: SyntaxNode;
  readonly source: string;
  readonly flags: string;
}

const OF_REGEX = new Set(['test', 'exec']);
const OF_STRING = new Set(['match', 'matchAll', 'replace', 'replaceAll', 'search', 'split']);

/** The regular expression that a call applies, or null when it applies none that is known. */
export function regexUse(code: CodeFile, node: SyntaxNode): RegexUse | null {
  const method = methodCall(node);
  if (method === null) {
    return null;
  }
  const operand = OF_REGEX.has(method.name)
    ? method.object
    : OF_STRING.has(method.name)
      ? method.args[0]
      : undefined;
  const found = operand === undefined ? null : regexOf(code, operand);
  return found === null ? null : { node, ...found };
}

/** The text of `/…/`, of `new RegExp('…')`, or of a name that starts as one of them. */
function regexOf(code: CodeFile, value: SyntaxNode): Omit<RegexUse, 'node'> | null {
  const node = plain(value);
  if (node.type === 'Identifier') {
    const start = code.bindingOf(node.name, node)?.start ?? null;
    return start === null || plain(start).type === 'Identifier' ? null : regexOf(code, start);
  }
  if (node.type === 'RegExpLiteral') {
    return { literal: node, source: node.pattern, flags: node.flags };
  }
  const isBuilt = calledName(node) === 'RegExp' && 'arguments' in node;
  const [source, flags] = isBuilt ? node.arguments : [];
  return source?.type === 'StringLiteral'
    ? {
        literal: node,
        source: source.value,
        flags: flags?.type === 'StringLiteral' ? flags.value : '',
      }
    : null;
}
