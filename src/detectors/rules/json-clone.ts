import { isStaticCall, methodCall, plain } from '../code/calls.ts';
import type { CodeFile } from '../code/code-file.ts';
import type { SyntaxNode } from '../code/syntax.ts';
import type { Technique } from '../nomination.ts';
import { allocationSeen, inCode, type Match, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'copy-what-changes',
  rationale:
    'The whole value becomes text and is parsed again only to be copied; copying the fields that ' +
    'change, or `structuredClone` where a deep copy is needed, does less.',
  risk: 'medium',
  riskText:
    'JSON drops undefined, functions and prototypes and turns dates into text; code may rely ' +
    'on it.',
  effort: 'low',
};

/** `JSON.parse(JSON.stringify(value))` on a hot line. */
export const jsonClone: Rule = inCode('json-clone', (file, node): Match | null =>
  isClone(file.code, node)
    ? {
        node,
        technique: TECHNIQUE,
        text: 'it copies a value by way of JSON',
        atMost: 'likely',
        alsoSeen: allocationSeen(file, node),
      }
    : null,
);

/**
 * True for a parse of what was stringified, directly or by a name that is used for nothing
 * else.
 */
export function isClone(code: CodeFile, node: SyntaxNode): boolean {
  const [argument, reviver] = isStaticCall(node, 'JSON', ['parse'])
    ? (methodCall(node)?.args ?? [])
    : [];
  return argument !== undefined && reviver === undefined && isPlainText(code, plain(argument));
}

function isPlainText(code: CodeFile, node: SyntaxNode): boolean {
  if (isStaticCall(node, 'JSON', ['stringify'])) {
    return methodCall(node)?.args.length === 1; // a replacer does more than copy
  }
  const binding = node.type === 'Identifier' ? code.bindingOf(node.name, node) : null;
  return (
    binding?.kind === 'const' &&
    binding.start !== null &&
    isStaticCall(plain(binding.start), 'JSON', ['stringify']) &&
    methodCall(plain(binding.start))?.args.length === 1 &&
    code.usesOf(binding).length === 1
  );
}
