import type { VerdictKind } from '../model/index.ts';
import { WIDTH_MAX, WIDTH_MIN } from './limits.ts';
import { toAscii, wrapText } from './safe-text.ts';

/** What the terminal that is written to can show. */
export interface TextStyle {
  readonly color: boolean;
  /** Columns; anything outside 40 to 160 is laid out as the nearer of the two. */
  readonly width: number;
  /** False for a terminal that can show ASCII only. */
  readonly unicode: boolean;
}

/** A role of a piece of text, from which its colour follows. */
export type Ink = 'plain' | 'strong' | 'faint' | 'good' | 'bad' | 'unsure' | 'base' | 'candidate';

/** Select Graphic Rendition codes (ECMA-48) of each ink. */
const CODES: Readonly<Record<Ink, string>> = {
  plain: '',
  strong: '1',
  faint: '2',
  good: '32',
  bad: '31',
  unsure: '33',
  base: '34',
  candidate: '36',
};

/** How text is written for one terminal. */
export interface TextWriter {
  readonly width: number;
  readonly unicode: boolean;
  readonly ellipsis: string;
  /** The text in characters that the terminal can show; before any padding. */
  fit(text: string): string;
  /** Colours a finished piece of text; adds no columns. */
  paint(ink: Ink, text: string): string;
  /** A heading, wrapped like a paragraph. */
  heading(text: string): string[];
  /** Wraps a paragraph; `hang` indents all lines but the first. */
  paragraph(text: string, indent: number, hang?: number): string[];
}

/** The style for a terminal. */
export function textWriter(style: TextStyle): TextWriter {
  const width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.floor(style.width)));
  const fit = (text: string): string => (style.unicode ? text : toAscii(text));
  const paint = (ink: Ink, text: string): string =>
    style.color && ink !== 'plain' && text !== '' ? `\u001b[${CODES[ink]}m${text}\u001b[0m` : text;
  const paragraph = (text: string, indent: number, hang = 0): string[] =>
    wrapText(fit(text), width - indent - hang).map(
      (line, index) => ' '.repeat(indent + (index === 0 ? 0 : hang)) + line,
    );
  return {
    width,
    unicode: style.unicode,
    ellipsis: style.unicode ? '…' : '...',
    fit,
    paint,
    paragraph,
    heading: (text) => paragraph(text, 0).map((line) => paint('strong', line)),
  };
}

/** The ink of a verdict. */
export function verdictInk(verdict: VerdictKind): Ink {
  return VERDICT_INKS[verdict];
}

/** One sign per verdict, so that colour is never the only thing that tells them apart. */
export function verdictSign(verdict: VerdictKind): string {
  return VERDICT_SIGNS[verdict];
}

const VERDICT_INKS: Readonly<Record<VerdictKind, Ink>> = {
  improved: 'good',
  regressed: 'bad',
  unchanged: 'faint',
  inconclusive: 'unsure',
};

const VERDICT_SIGNS: Readonly<Record<VerdictKind, string>> = {
  improved: '✔',
  regressed: '✘',
  unchanged: '=',
  inconclusive: '?',
};
