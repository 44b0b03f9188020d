import { calledName } from '../code/calls.ts';
import type { CodeFile } from '../code/code-file.ts';
import { dependsOnLoop, isDeclaredIn, namesRead } from '../code/dependence.ts';
import { loopsAround } from '../code/loops.ts';
import { lineOf, type SyntaxNode } from '../code/syntax.ts';
import type { Technique } from '../nomination.ts';
import { inCode, type Match, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'compile-regex-once',
  rationale:
    'The same regular expression is built again and again; built once before, it is only applied.',
  risk: 'low',
  riskText: 'With the flags g or y a shared expression keeps its lastIndex between uses.',
  effort: 'low',
};

/** `new RegExp(…)` with the same text in each turn of a loop or each call of a hot function. */
export const regexInLoop: Rule = inCode('regex-in-loop', ({ code }, node): Match | null => {
  const isBuilt = node.type === 'NewExpression' || node.type === 'CallExpression';
  if (!isBuilt || calledName(node) !== 'RegExp') {
    return null;
  }
  const loop = loopsAround(code, node).find((each) => !dependsOnLoop(code, node, each));
  const text =
    loop === undefined
      ? isSameInEachCall(code, node)
        ? 'it builds the same regular expression in each call'
        : null
      : `it builds the same one in each turn of the loop of line ${lineOf(loop.node)}`;
  return text === null
    ? null
    : { node, technique: TECHNIQUE, text, atMost: 'likely', alsoSeen: null };
});

function isSameInEachCall(code: CodeFile, node: SyntaxNode): boolean {
  const around = code.functionAround(node);
  return (
    around !== null &&
    namesRead(code, node).every(
      ({ binding }) => binding === null || !isDeclaredIn(code, binding, around),
    )
  );
}
