import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';

import { fullScreen, untilSo } from '../../src/cli/full-screen.ts';

/** A terminal that remembers what was written to it. */
class Terminal extends EventEmitter {
  readonly columns = 20;
  rows = 3;
  text = '';

  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

function open(): { terminal: Terminal; screen: ReturnType<typeof fullScreen> } {
  const terminal = new Terminal();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that it uses of a stream
  return { terminal, screen: fullScreen(terminal as unknown as NodeJS.WriteStream) };
}

test('takes the second screen, and gives the first one back once', () => {
  const listeners = process.listenerCount('exit');
  const { terminal, screen } = open();
  assert.equal(terminal.text, '\u001b[?1049h\u001b[?25l\u001b[?7l');
  terminal.text = '';
  screen.leave();
  screen.leave();
  assert.equal(terminal.text, '\u001b[?7h\u001b[?25h\u001b[?1049l');
  assert.equal(terminal.listenerCount('resize'), 0);
  assert.equal(process.listenerCount('exit'), listeners);
});

test('draws no more than there is room for, and again when the room changes', () => {
  const { terminal, screen } = open();
  terminal.text = '';
  screen.draw(({ rows }) => [`of ${rows}`, 'two', 'three', 'four']);
  assert.equal(terminal.text, '\u001b[Hof 3\u001b[K\r\ntwo\u001b[K\r\nthree\u001b[K\u001b[J');
  terminal.text = '';
  terminal.rows = 1;
  terminal.emit('resize');
  assert.equal(terminal.text, '\u001b[Hof 1\u001b[K\u001b[J');
  screen.leave();
});

test('asks until it is so, and stops when it is told to', async () => {
  let asked = 0;
  await untilSo(() => ++asked === 3, 1, new AbortController().signal);
  assert.equal(asked, 3);
  const abort = new AbortController();
  const waiting = untilSo(() => false, 60_000, abort.signal);
  abort.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});
