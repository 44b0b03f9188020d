import { isStaticCall, plain } from '../code/calls.ts';
import type { Binding, CodeFile } from '../code/code-file.ts';
import { growsIn } from '../code/growing.ts';
import { loopsAround } from '../code/loops.ts';
import { lineOf, type SyntaxNode } from '../code/syntax.ts';
import type { Technique } from '../nomination.ts';
import { allocationSeen, inCode, type Match, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'grow-in-place',
  rationale:
    'Each turn copies everything gathered so far, so the work grows with the square of the ' +
    'turns; ' +
    'adding to one object or array that the loop owns copies nothing.',
  risk: 'low',
  riskText: 'Whoever keeps the intermediate copies would see them change.',
  effort: 'low',
};

/** `all = { ...all, … }`, `all = [...all, …]` and the same in `reduce`. */
export const spreadInLoop: Rule = inCode('spread-in-loop', (file, node): Match | null => {
  const grown = grownBySpread(file.code, node);
  if (grown === null) {
    return null;
  }
  const loop = loopsAround(file.code, node).find((each) => growsIn(file.code, node, grown, each));
  const allocates = allocationSeen(file, node);
  return loop === undefined
    ? null
    : {
        node,
        technique: TECHNIQUE,
        text: `it copies \`${grown.name}\` in each turn of the loop of line ${lineOf(loop.node)}`,
        atMost: 'likely',
        alsoSeen: allocates,
      };
});

/** The name that is spread into an object or array, or copied by `Object.assign({}, name)`. */
function grownBySpread(code: CodeFile, node: SyntaxNode): Binding | null {
  const copied = isStaticCall(node, 'Object', ['assign']) ? assigned(node) : spreadParts(node);
  for (const part of copied) {
    const value = plain(part);
    const binding = value.type === 'Identifier' ? code.bindingOf(value.name, value) : null;
    if (binding !== null) {
      return binding;
    }
  }
  return null;
}

function spreadParts(node: SyntaxNode): SyntaxNode[] {
  if (node.type === 'ObjectExpression') {
    return node.properties.flatMap((each) =>
      each.type === 'SpreadElement' ? [each.argument] : [],
    );
  }
  return node.type === 'ArrayExpression'
    ? node.elements.flatMap((each) => (each?.type === 'SpreadElement' ? [each.argument] : []))
    : [];
}

function assigned(node: SyntaxNode): SyntaxNode[] {
  const [target, ...sources] = node.type === 'CallExpression' ? node.arguments : [];
  return target?.type === 'ObjectExpression' && target.properties.length === 0 ? sources : [];
}
