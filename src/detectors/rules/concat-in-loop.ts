import { isStaticCall, methodCall, plain } from '../code/calls.ts';
import type { Binding, CodeFile } from '../code/code-file.ts';
import { growsIn } from '../code/growing.ts';
import { loopsAround } from '../code/loops.ts';
import { lineOf, type SyntaxNode } from '../code/syntax.ts';
import { isArray, valueKind } from '../code/value-kind.ts';
import type { Technique } from '../nomination.ts';
import { allocationSeen, inCode, type Match, type Rule } from '../rule.ts';

const ARRAY: Technique = {
  name: 'push-instead-of-concat',
  rationale:
    '`concat` makes a new array of everything gathered so far in each turn; `push` adds to one.',
  risk: 'low',
  riskText: 'Whoever keeps an earlier array would see it grow.',
  effort: 'low',
};
const BUFFER: Technique = {
  name: 'gather-then-concat',
  rationale:
    '`Buffer.concat` copies all bytes gathered so far in each turn; a list of the chunks that is ' +
    'joined once at the end copies each byte once.',
  risk: 'low',
  riskText: 'Code that reads the buffer between two chunks needs another way.',
  effort: 'low',
};

/**
 * `all = all.concat(…)` and `buffer = Buffer.concat([buffer, …])` in a loop. Strings are left out:
 * V8 joins them lazily, so `text += more` copies nothing.
 */
export const concatInLoop: Rule = inCode('concat-in-loop', (file, node): Match | null => {
  const { code } = file;
  const grown = grownArray(code, node) ?? grownBuffer(code, node);
  if (grown === null) {
    return null;
  }
  const loop = loopsAround(code, node).find((each) => growsIn(code, node, grown.binding, each));
  return loop === undefined
    ? null
    : {
        node,
        technique: grown.technique,
        text:
          `it copies \`${grown.binding.name}\` in each turn of the loop of line ` +
          `${lineOf(loop.node)}`,
        atMost: grown.isSure ? 'likely' : 'weak',
        alsoSeen: allocationSeen(file, node),
      };
});

interface Grown {
  readonly binding: Binding;
  readonly technique: Technique;
  /** False when the thing could as well be a string. */
  readonly isSure: boolean;
}

function grownArray(code: CodeFile, node: SyntaxNode): Grown | null {
  const method = methodCall(node);
  if (method?.name !== 'concat' || method.object.type !== 'Identifier') {
    return null;
  }
  const kind = kindOfGrown(code, method.object, method.args);
  const binding = code.bindingOf(method.object.name, method.object);
  return binding === null || kind === 'other'
    ? null
    : { binding, technique: ARRAY, isSure: kind === 'array' };
}

function kindOfGrown(
  code: CodeFile,
  object: SyntaxNode,
  args: readonly SyntaxNode[],
): 'array' | 'other' | 'unknown' {
  const kinds = [object, ...args].map((each) => valueKind(code, each));
  if (kinds.some((kind) => isArray(kind)) || startsAsArray(code, object)) {
    return 'array';
  }
  return kinds.every((kind) => kind === 'unknown') ? 'unknown' : 'other';
}

/** True for the accumulator of `.reduce(…, [])`. */
function startsAsArray(code: CodeFile, object: SyntaxNode): boolean {
  const [loop] = loopsAround(code, object);
  const call = loop === undefined ? null : code.parentOf(loop.node);
  const start = call === null ? undefined : methodCall(call)?.args[1];
  return (
    loop?.method.startsWith('reduce') === true &&
    start !== undefined &&
    isArray(valueKind(code, start))
  );
}

function grownBuffer(code: CodeFile, node: SyntaxNode): Grown | null {
  const list = isStaticCall(node, 'Buffer', ['concat']) ? methodCall(node)?.args[0] : undefined;
  if (list?.type !== 'ArrayExpression') {
    return null;
  }
  for (const element of list.elements) {
    const value = element === null ? null : plain(element);
    const binding = value?.type === 'Identifier' ? code.bindingOf(value.name, value) : null;
    if (binding !== null && growsSomewhere(code, node, binding)) {
      return { binding, technique: BUFFER, isSure: true };
    }
  }
  return null;
}

function growsSomewhere(code: CodeFile, node: SyntaxNode, binding: Binding): boolean {
  return loopsAround(code, node).some((loop) => growsIn(code, node, binding, loop));
}
