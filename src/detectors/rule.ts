import type { SyntaxNode } from './code/syntax.ts';
import { lineOf } from './code/syntax.ts';
import type { Heat, HotFile } from './hot-code.ts';
import { ALLOCATION_SHARE_MIN, GROWTH_LOW_MIN, QUOTE_CHARS_MAX } from './limits.ts';
import type { Confidence, Nomination, RuleName, Technique } from './nomination.ts';
import type { GrowthExponent } from './growth-exponent.ts';
import type { HotFunction, RuntimeFacts } from './observed.ts';

/** What a rule looks at. */
export interface Scene {
  /** Parsed files by name. */
  readonly files: ReadonlyMap<string, HotFile>;
  /** Hottest first, those without code included. */
  readonly hotFunctions: readonly HotFunction[];
  readonly runtime: RuntimeFacts;
  /** The growth of a function that was run at several sizes, or null. */
  readonly growthAt: (file: string, line: number) => GrowthExponent | null;
}

/** A rule: everything it has to say about a scene. */
export type Rule = (scene: Scene) => Nomination[];

/** A place in code that a rule has recognised. */
export interface Match {
  readonly node: SyntaxNode;
  readonly technique: Technique;
  /** What was seen in the code, to follow «line 12 takes 40 % of the workload;». */
  readonly text: string;
  /** The most that one observation can make of it. */
  readonly atMost: Confidence;
  /** A second observation that agrees, in words; it lifts likely to confirmed. */
  readonly alsoSeen: string | null;
}

/** Joins what a rule recognised with what the profile saw there; null when it saw nothing. */
export function nominationOf(
  scene: Scene,
  file: HotFile,
  rule: RuleName,
  match: Match,
  heat: Heat | null = file.heatOf(match.node),
): Nomination | null {
  if (heat === null) {
    return null;
  }
  const second = match.alsoSeen ?? growthSeen(scene, heat);
  const line = lineOf(match.node);
  return {
    rule,
    file: file.code.file,
    line,
    subject: nameOf(heat.hot),
    evidence:
      `${whereSeen(heat, line)}: ${match.text} ` +
      `(\`${file.code.quote(match.node, QUOTE_CHARS_MAX)}\`)` +
      `${second === null ? '' : `; ${second}`}.`,
    technique: match.technique,
    confidence: confidenceOf(match.atMost, heat, second !== null),
    share: heat.interval,
  };
}

function whereSeen({ seen, share, hot }: Heat, line: number): string {
  const part = `takes ${percent(share)} of the workload`;
  switch (seen.kind) {
    case 'line':
      return `Line ${line} ${part}`;
    case 'callee':
      return `\`${seen.name}\`, called in ${nameOf(hot)}, ${part}`;
    case 'function':
      return `${nameOf(hot)} ${part}, its lines unknown`;
  }
}

/** Runs a recogniser over all nodes of all files. */
export function inCode(
  rule: RuleName,
  recognise: (file: HotFile, node: SyntaxNode, scene: Scene) => Match | null,
): Rule {
  return (scene) =>
    [...scene.files.values()]
      .filter((file) => file.functions.length > 0)
      .flatMap((file) =>
        file
          .warmNodes()
          .map((node) => recognise(file, node, scene))
          .filter((match) => match !== null)
          .map((match) => nominationOf(scene, file, rule, match))
          .filter((nomination) => nomination !== null),
      );
}

/** A word on the bytes that the function around a node allocates, where they are many. */
export function allocationSeen(file: HotFile, node: SyntaxNode): string | null {
  const share = file.functionOf(node)?.allocShare ?? 0;
  return share >= ALLOCATION_SHARE_MIN
    ? `the function allocates ${percent(share)} of all bytes`
    : null;
}

/** A share as people read it. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} %`;
}

/** Milliseconds as people read them. */
export function milliseconds(ms: number): string {
  return `${ms >= 10 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
}

/** The name of a function, or a word for one that has none. */
export function nameOf({ name, line }: { readonly name: string; readonly line: number }): string {
  return name === '' ? `the anonymous function of line ${line}` : name;
}

function growthSeen(scene: Scene, heat: Heat): string | null {
  const growth = scene.growthAt(heat.hot.file, heat.hot.line);
  return growth !== null && growth.lo > GROWTH_LOW_MIN
    ? `its time grows as size^${growth.exponent.toFixed(2)}`
    : null;
}

function confidenceOf(atMost: Confidence, heat: Heat, isSeenTwice: boolean): Confidence {
  if (heat.seen.kind === 'function') {
    return isSeenTwice ? atMost : 'weak';
  }
  return atMost === 'likely' && isSeenTwice ? 'confirmed' : atMost;
}
