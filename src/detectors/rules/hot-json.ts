import { isStaticCall, plain } from '../code/calls.ts';
import type { CodeFile } from '../code/code-file.ts';
import { dependsOnLoop } from '../code/dependence.ts';
import { loopsAround } from '../code/loops.ts';
import { lineOf, type SyntaxNode } from '../code/syntax.ts';
import type { HotFile } from '../hot-code.ts';
import { HOT_OPERATION_SHARE_MIN } from '../limits.ts';
import type { Nomination, Technique } from '../nomination.ts';
import { type Match, nominationOf, type Rule, type Scene } from '../rule.ts';
import { isClone } from './json-clone.ts';

const HOIST: Technique = {
  name: 'convert-once',
  rationale: 'The same value is turned into or out of JSON in each turn; once before is enough.',
  risk: 'low',
  riskText: 'A shared parsed value must not be changed by one turn for the next.',
  effort: 'low',
};
const COMPARE: Technique = {
  name: 'compare-fields',
  rationale:
    'Values become text only to be compared; comparing their fields stops at the first ' +
    'difference ' +
    'and makes no text.',
  risk: 'medium',
  riskText: 'Text compares the order of fields and drops undefined, which field by field does not.',
  effort: 'low',
};
const LESS: Technique = {
  name: 'convert-less',
  rationale:
    'Much of the time goes into JSON; smaller values, a serialiser made for the shape, or ' +
    'keeping ' +
    'the text where it is only handed on would convert less.',
  risk: 'medium',
  riskText: 'A serialiser for a fixed shape drops fields that it does not know.',
  effort: 'medium',
};

/**
 * `JSON.parse` and `JSON.stringify` on a hot line, apart from copies, which are a rule of their
 * own.
 */
export const hotJson: Rule = (scene) =>
  [...scene.files.values()].flatMap((file) =>
    file
      .warmNodes()
      .filter((node) => isStaticCall(node, 'JSON', ['parse', 'stringify']))
      .filter((node) => !isPartOfClone(file.code, node))
      .map((node) => nominated(scene, file, node))
      .filter((nomination) => nomination !== null),
  );

function nominated(scene: Scene, file: HotFile, node: SyntaxNode): Nomination | null {
  const heat = file.heatOf(node, HOT_OPERATION_SHARE_MIN);
  return heat?.seen.kind === 'line'
    ? nominationOf(scene, file, 'hot-json', matchOf(file.code, node), heat)
    : null;
}

function matchOf(code: CodeFile, node: SyntaxNode): Match {
  const loop = loopsAround(code, node).find((each) => !dependsOnLoop(code, node, each));
  if (loop !== undefined) {
    const text = `it converts the same value in each turn of the loop of line ${lineOf(loop.node)}`;
    return { node, technique: HOIST, text, atMost: 'likely', alsoSeen: null };
  }
  if (isCompared(code, node)) {
    const text = 'it makes text of a value to compare it';
    return { node, technique: COMPARE, text, atMost: 'likely', alsoSeen: null };
  }
  // That a program which reads JSON spends time on it is no mistake by itself.
  const text = 'it converts JSON';
  return { node, technique: LESS, text, atMost: 'weak', alsoSeen: null };
}

function isCompared(code: CodeFile, node: SyntaxNode): boolean {
  const parent = code.parentOf(node);
  return (
    isStaticCall(node, 'JSON', ['stringify']) &&
    parent?.type === 'BinaryExpression' &&
    /^[!=]==?$/.test(parent.operator)
  );
}

function isPartOfClone(code: CodeFile, node: SyntaxNode): boolean {
  const parent = code.parentOf(node);
  if (isClone(code, node) || (parent !== null && isClone(code, parent))) {
    return true;
  }
  // `const text = JSON.stringify(value); JSON.parse(text)`
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') {
    return false;
  }
  const binding = code.bindingOf(parent.id.name, parent);
  return (
    binding !== null &&
    code.usesOf(binding).some((use) => {
      const call = code.parentOf(use);
      return call !== null && plain(call) === call && isClone(code, call);
    })
  );
}
