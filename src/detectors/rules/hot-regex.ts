import { regexUse, type RegexUse } from '../code/regex-use.ts';
import { lineOf } from '../code/syntax.ts';
import type { Heat, HotFile } from '../hot-code.ts';
import { HOT_LINE_SHARE_MIN, HOT_OPERATION_SHARE_MIN, QUOTE_CHARS_MAX } from '../limits.ts';
import type { Nomination, Technique } from '../nomination.ts';
import type { HotFunction } from '../observed.ts';
import { nominationOf, percent, type Rule, type Scene } from '../rule.ts';

const TECHNIQUE: Technique = {
  name: 'narrow-or-replace-regex',
  rationale:
    'Much of the time goes into matching; a check that is cheaper than the expression and ' +
    'rejects ' +
    'most input, a sticky scan instead of a search, or plain string methods do less work.',
  risk: 'medium',
  riskText: 'What the expression accepts at the edges is easily changed.',
  effort: 'medium',
};

/** V8 names the frames of compiled regular expressions so; they have no file and no line. */
const FRAME = /^RegExp: /;

/** Regular expressions that are applied on a hot line, or that have hot frames of their own. */
export const hotRegex: Rule = (scene) => {
  const uses = regexUses(scene);
  const framed = scene.hotFunctions
    .filter(({ name, share }) => FRAME.test(name) && share.estimate >= HOT_LINE_SHARE_MIN)
    .map((frame) => ({ frame, uses: usesIn(frame, uses) }));
  const inFrames = new Set(framed.flatMap((each) => each.uses.map(({ use }) => use.node)));
  return [
    ...framed.flatMap((each) => fromFrame(each.frame, each.uses)),
    ...uses
      .filter(({ use }) => !inFrames.has(use.node))
      .map(({ file, use }) => fromLine(scene, file, use))
      .filter((nomination) => nomination !== null),
  ];
};

/** A use of a regular expression and the file that it is in. */
export interface PlacedUse {
  readonly file: HotFile;
  readonly use: RegexUse;
}

/** Every use of a regular expression whose text is known, in files where something is hot. */
export function regexUses(scene: Scene): PlacedUse[] {
  return [...scene.files.values()]
    .filter((file) => file.functions.length > 0)
    .flatMap((file) =>
      file.code.nodes
        .map((node) => regexUse(file.code, node))
        .filter((use) => use !== null)
        .map((use) => ({ file, use })),
    );
}

/** How hot a use is: by the frames of the compiled expression, else by its line. */
export function heatOfUse(scene: Scene, { file, use }: PlacedUse): Heat | null {
  const frame = scene.hotFunctions.find((each) => isOf(each, use));
  return frame !== undefined && frame.share.estimate >= HOT_LINE_SHARE_MIN
    ? {
        seen: { kind: 'callee', name: frame.name.slice(0, QUOTE_CHARS_MAX) },
        share: frame.share.estimate,
        interval: frame.share,
        hot: file.functionOf(use.node) ?? frame,
      }
    : file.heatOf(use.node);
}

/** The uses in functions that are known to have called the frame, else all with its text. */
function usesIn(frame: HotFunction, uses: readonly PlacedUse[]): PlacedUse[] {
  const same = uses.filter(({ use }) => isOf(frame, use));
  const calling = same.filter(({ file, use }) =>
    file.functionOf(use.node)?.callees?.some(({ name }) => name === frame.name),
  );
  return calling.length > 0 ? calling : same;
}

function isOf(frame: HotFunction, use: RegexUse): boolean {
  return FRAME.test(frame.name) && frame.name.replace(FRAME, '') === use.source;
}

function fromFrame(frame: HotFunction, uses: readonly PlacedUse[]): Nomination[] {
  const source = frame.name.replace(FRAME, '').slice(0, QUOTE_CHARS_MAX);
  const seen =
    `Matching \`/${source}/\` takes ${percent(frame.share.estimate)} of the workload, in frames ` +
    'of its own';
  const rest = { rule: 'hot-regex', technique: TECHNIQUE, share: frame.share } as const;
  if (uses.length === 0) {
    return [
      {
        ...rest,
        file: null,
        line: null,
        subject: `/${source}/`,
        evidence: `${seen}; no file that was read applies it by this text.`,
        confidence: 'weak',
      },
    ];
  }
  return uses.map(({ file, use }) => ({
    ...rest,
    file: file.code.file,
    line: lineOf(use.node),
    subject: `/${source}/`,
    evidence:
      `${seen}; ` +
      (uses.length === 1
        ? 'this is where it is applied.'
        : `it is applied in ${uses.length} places.`),
    confidence: uses.length === 1 ? 'confirmed' : 'likely',
  }));
}

function fromLine(scene: Scene, file: HotFile, use: RegexUse): Nomination | null {
  const heat = file.heatOf(use.node, HOT_OPERATION_SHARE_MIN);
  const match = {
    node: use.node,
    technique: TECHNIQUE,
    text: 'it applies a regular expression',
    atMost: 'likely',
    alsoSeen: null,
  } as const;
  return heat?.seen.kind === 'line' ? nominationOf(scene, file, 'hot-regex', match, heat) : null;
}
