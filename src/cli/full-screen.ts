import { setTimeout as wait } from 'node:timers/promises';

// The second screen, without a cursor, and without breaking lines that are too long.
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Rows and columns assumed where the terminal does not tell. */
const ROWS_DEFAULT = 24;

/** The terminal's second screen; what stood on the first comes back with `leave`. */
export interface FullScreen {
  /** Shows lines in place of those before, and again when the terminal changes its size. */
  draw(lines: (size: { readonly rows: number }) => readonly string[]): void;
  /** May be called twice. */
  leave(): void;
}

const NOTHING = (): readonly string[] => [];

/** Takes the whole terminal, also given back when the process is made to end. */
export function fullScreen(stream: NodeJS.WriteStream): FullScreen {
  let shown: Parameters<FullScreen['draw']>[0] = NOTHING;
  let isOpen = true;
  const paint = (): void => {
    const rows = stream.rows > 0 ? stream.rows : ROWS_DEFAULT;
    const lines = shown({ rows }).slice(0, rows); // one more would scroll
    stream.write(`${HOME}${lines.map((line) => line + CLEAR_LINE).join('\r\n')}${CLEAR_BELOW}`);
  };
  const leave = (): void => {
    if (isOpen) {
      isOpen = false;
      stream.write(LEAVE);
      stream.off('resize', paint);
      process.off('exit', leave);
    }
  };
  stream.write(ENTER);
  stream.on('resize', paint);
  process.on('exit', leave);
  return {
    draw(lines) {
      shown = lines;
      paint();
    },
    leave,
  };
}

/** Asks at intervals until something is so. @throws AbortError when it is aborted */
export async function untilSo(
  isSo: () => boolean,
  intervalMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!isSo()) {
    await wait(intervalMs, undefined, { signal });
  }
}
