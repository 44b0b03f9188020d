import type { Hooks, Progress } from '../campaign/index.ts';
import { progressLine, type TextStyle } from '../report/index.ts';

/** Columns assumed where the terminal does not tell. */
const WIDTH_DEFAULT = 80;

/** Times a second at which the progress line is redrawn at most: measuring comes first. */
const REDRAWS_PER_S = 4;

/** How text for a stream should look: colour only for people, and not when NO_COLOR is set. */
export function styleFor(stream: NodeJS.WriteStream): TextStyle {
  const { NO_COLOR, FORCE_COLOR, TERM, LANG, LC_ALL, LC_CTYPE } = process.env;
  const wanted = stream.isTTY && TERM !== 'dumb' && (NO_COLOR ?? '') === '';
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  const unicode = process.platform === 'darwin' || /utf-?8/i.test(locale);
  return {
    color: wanted || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0' && (NO_COLOR ?? '') === ''),
    width: stream.columns > 0 ? stream.columns : WIDTH_DEFAULT,
    unicode,
  };
}

/** Hooks that keep one line on standard error up to date, or say nothing when nobody looks. */
export interface LiveLine extends Hooks {
  /** Removes the line, so that what follows starts on an empty one. */
  clear(): void;
  /** Shows what runs, until something else is shown. */
  onRunning(text: string): void;
}

/**
 * Live progress on a terminal; on a pipe only warnings are written.
 *
 * @param quiet - true silences stages and progress on a terminal as well
 */
export function liveLine(quiet: boolean): LiveLine {
  const stream = process.stderr;
  const live = stream.isTTY && !quiet;
  let drawnAt = 0;
  let stage = '';
  const draw = (text: string): void => {
    const width = Math.max(20, (stream.columns || WIDTH_DEFAULT) - 1);
    stream.write(`\r\u001b[2K${text.length > width ? `${text.slice(0, width - 3)}...` : text}`);
  };
  const clear = (): void => {
    if (live) {
      stream.write('\r\u001b[2K');
    }
  };
  return {
    clear,
    onRunning: (text) => {
      if (live) {
        draw(text.replaceAll(/\p{Cc}/gu, ' ')); // titles hold words of others
      }
    },
    onStage: (text) => {
      stage = text;
      if (live) {
        draw(text);
      }
    },
    onProgress: (progress: Progress) => {
      const now = performance.now();
      if (live && now - drawnAt >= 1_000 / REDRAWS_PER_S) {
        drawnAt = now;
        const style = styleFor(stream);
        draw(progressLine(progress, { ...style, stage }));
      }
    },
    onWarning: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
  };
}

/** Writes to standard output and waits until it is taken; a closed pipe is no error. */
export async function print(text: string): Promise<void> {
  const ending = text.endsWith('\n') ? text : `${text}\n`;
  await new Promise<void>((resolve) => {
    process.stdout.write(ending, () => resolve());
  });
}
