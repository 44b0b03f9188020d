import { calledName, isCall } from '../code/calls.ts';
import type { CodeFile } from '../code/code-file.ts';
import { isDeclaredIn, namesRead } from '../code/dependence.ts';
import { loopsAround } from '../code/loops.ts';
import { lineOf, type SyntaxNode } from '../code/syntax.ts';
import { assignmentOf, isWriteThrough } from '../code/writes.ts';
import type { HotFile } from '../hot-code.ts';
import { IDLE_SHARE_MIN, QUOTE_CHARS_MAX, UTILISATION_MAX } from '../limits.ts';
import type { Nomination, Technique } from '../nomination.ts';
import type { LoopFacts } from '../observed.ts';
import { nameOf, percent, type Rule } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'await-together',
  rationale:
    'Each turn waits for the one before although it needs nothing of it; starting them ' +
    'together, a ' +
    'bounded number at a time, makes the waits overlap.',
  risk: 'medium',
  riskText:
    'The other side gets more requests at once, they may end in another order, and after an ' +
    'error ' +
    'the others are still under way.',
  effort: 'low',
};

/** Loops that wait in each turn for what no other turn needs, in a process that mostly waits. */
export const serialAwaits: Rule = (scene) => {
  const { loop } = scene.runtime;
  if (loop === null || loop.idleShare < IDLE_SHARE_MIN || loop.utilisation > UTILISATION_MAX) {
    return [];
  }
  return [...scene.files.values()].flatMap((file) =>
    [...waitingLoops(file.code)]
      .filter(([node, awaits]) => isIndependent(file.code, node, awaits))
      .flatMap(([node, [first]]) =>
        first === undefined ? [] : [nominated(file, node, first, loop)],
      ),
  );
};

/** Loop statements with the awaits that are theirs, in the order of the text. */
function waitingLoops(code: CodeFile): Map<SyntaxNode, SyntaxNode[]> {
  const loops = new Map<SyntaxNode, SyntaxNode[]>();
  for (const node of code.nodes) {
    const [loop] = node.type === 'AwaitExpression' ? loopsAround(code, node) : [];
    if (loop?.kind === 'statement') {
      const known = loops.get(loop.node) ?? [];
      known.push(node);
      loops.set(loop.node, known);
    }
  }
  return loops;
}

function nominated(
  file: HotFile,
  loop: SyntaxNode,
  first: SyntaxNode,
  facts: LoopFacts,
): Nomination {
  const hot = file.functionOf(first);
  return {
    rule: 'serial-awaits',
    file: file.code.file,
    line: lineOf(first),
    subject: hot === null ? 'a loop' : nameOf(hot),
    evidence:
      `The process has nothing to do for ${percent(facts.idleShare)} of the time (event loop ` +
      `${percent(facts.utilisation)} busy), and the loop of line ${lineOf(loop)} waits in each ` +
      `turn (\`${file.code.quote(first, QUOTE_CHARS_MAX)}\`) for something that no other turn ` +
      `needs.`,
    technique: TECHNIQUE,
    // Waiting is in no CPU profile; that this function ran at all is the most that it can say.
    confidence: hot === null ? 'weak' : 'likely',
    share: null,
  };
}

/**
 * True when nothing shows that a turn needs an earlier one: no early end, no pause on purpose, and
 * no name from outside that one turn sets and a waited-for call, or what leads to it, reads.
 */
function isIndependent(code: CodeFile, loop: SyntaxNode, awaits: readonly SyntaxNode[]): boolean {
  if (loop.type !== 'ForOfStatement' && loop.type !== 'ForStatement') {
    return false; // `while` goes on because of what a turn found out
  }
  if (loop.type === 'ForOfStatement' && loop.await) {
    return false; // the source gives the next one only when asked
  }
  const body = code.below(loop.body);
  return (
    !body.some((node) => endsLoop(code, node, loop) || isPause(node)) &&
    !needsEarlierTurn(code, loop, new Set(awaits))
  );
}

function endsLoop(code: CodeFile, node: SyntaxNode, loop: SyntaxNode): boolean {
  if (node.type === 'ReturnStatement') {
    return code.functionAround(node) === code.functionAround(loop);
  }
  return node.type === 'BreakStatement' && breaksOut(code, node, loop);
}

function breaksOut(code: CodeFile, node: SyntaxNode, loop: SyntaxNode): boolean {
  if (node.type === 'BreakStatement' && node.label !== null && node.label !== undefined) {
    return true; // leads out of the loop, or is rare enough to be silent about
  }
  for (const parent of code.above(node)) {
    if (parent === loop) {
      return true;
    }
    if (/^(?:For|While|DoWhile|Switch)/.test(parent.type)) {
      return false;
    }
  }
  return true;
}

const PAUSE = /^(?:setTimeout|sleep|delay|pause|wait|backoff|throttle)/i;
const IN_ORDER = /^(?:write|append|next|read|commit|rollback|migrate)/i;

/** Rate limits and retries wait because they want to; streams and migrations have an order. */
function isPause(node: SyntaxNode): boolean {
  const name = isCall(node) ? calledName(node) : null;
  return name !== null && (PAUSE.test(name) || IN_ORDER.test(name));
}

function needsEarlierTurn(
  code: CodeFile,
  loop: SyntaxNode,
  awaits: ReadonlySet<SyntaxNode>,
): boolean {
  const outside = namesRead(code, loop).filter(
    ({ binding }) => binding !== null && !isDeclaredIn(code, binding, loop),
  );
  const written = new Set(
    outside.filter(({ use }) => isWriteThrough(code, use)).map(({ binding }) => binding),
  );
  return outside
    .filter(({ binding }) => written.has(binding))
    .some(({ use }) => decides(code, use, loop, awaits));
}

/**
 * True for a read that may decide what is waited for: in the call itself, in a condition, or in a
 * value that is kept. `results.push(await …)` and `count += 1` decide nothing.
 */
function decides(
  code: CodeFile,
  use: SyntaxNode,
  loop: SyntaxNode,
  awaits: ReadonlySet<SyntaxNode>,
): boolean {
  const isWrite = assignmentOf(code, use) !== null || isWriteThrough(code, use);
  for (const parent of code.above(use)) {
    if (parent === loop) {
      return false;
    }
    const isKept =
      parent.type === 'IfStatement' ||
      parent.type === 'VariableDeclarator' ||
      parent.type === 'ConditionalExpression';
    if (awaits.has(parent) || (isKept && !isWrite)) {
      return true;
    }
  }
  return false;
}
