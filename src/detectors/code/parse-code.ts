import { parse, type ParserOptions, type ParserPlugin } from '@babel/parser';

import { messageOf } from '../../base/index.ts';
import { NODES_MAX, SOURCE_CHARS_MAX } from '../limits.ts';
import type { CodeFile } from './code-file.ts';
import { indexCode } from './index-code.ts';

/** A file that was understood, or a sentence on why not. */
export type ParsedCode =
  | { readonly kind: 'parsed'; readonly code: CodeFile }
  | { readonly kind: 'not-parsed'; readonly why: string };

const SCRIPT = /\.(?:[cm]?js|jsx)$/i;
const TYPED = /\.(?:[cm]?ts)$/i;
const TYPED_MARKUP = /\.tsx$/i;

/** True for a file in a language whose syntax the rules can read. */
export function isReadable(file: string): boolean {
  return SCRIPT.test(file) || TYPED.test(file) || TYPED_MARKUP.test(file);
}

/**
 * Parses JavaScript, JSX or TypeScript. Mistakes that a parser can step over are stepped over: the
 * code did run, so what one of the many dialects allows is no reason to look away.
 */
export function parseCode(file: string, text: string): ParsedCode {
  if (text.length > SOURCE_CHARS_MAX) {
    return {
      kind: 'not-parsed',
      why: `it has ${text.length} characters, and at most ${SOURCE_CHARS_MAX} are read`,
    };
  }
  try {
    const code = indexCode(file, text, parse(text, optionsFor(file)).program);
    return code === null
      ? { kind: 'not-parsed', why: `it has more than ${NODES_MAX} syntax nodes` }
      : { kind: 'parsed', code };
  } catch (thrown) {
    // A SyntaxError, or a RangeError where thousands of levels exhaust the parser's stack.
    return {
      kind: 'not-parsed',
      why:
        thrown instanceof RangeError
          ? 'it is nested too deeply'
          : `the parser stopped: ${messageOf(thrown)}`,
    };
  }
}

function optionsFor(file: string): ParserOptions {
  return {
    sourceType: 'unambiguous',
    errorRecovery: true,
    attachComment: false,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    allowImportExportEverywhere: true,
    allowSuperOutsideMethod: true,
    allowNewTargetOutsideFunction: true,
    allowUndeclaredExports: true,
    plugins: pluginsFor(file),
  };
}

function pluginsFor(file: string): ParserPlugin[] {
  if (TYPED_MARKUP.test(file)) {
    return ['typescript', 'jsx', 'decorators-legacy'];
  }
  return TYPED.test(file) ? ['typescript', 'decorators-legacy'] : ['jsx', 'decorators-legacy'];
}
