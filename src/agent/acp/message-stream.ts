import type { Readable, Writable } from 'node:stream';

import { AGENT_REQUESTS_MAX, MESSAGE_BYTES_MAX, STRAY_LINES_MAX } from './limits.ts';
import { type Fields, isFields } from './wire.ts';

/** What is wrong with what an agent sends; each of these ends its work. */
export type StreamProblem =
  /** A message of the protocol that is no JSON: whoever waits for it would wait for good. */
  | { readonly kind: 'malformed'; readonly line: string }
  /** It prints other things than messages. */
  | { readonly kind: 'stray'; readonly lines: number }
  | { readonly kind: 'flooded'; readonly what: string; readonly bytes: number }
  | { readonly kind: 'asks-on'; readonly requests: number };

/** Who is told of what goes through a stream, at once and in its order. */
export interface StreamWatcher {
  /** Each chunk as it was read or written, for the log. */
  readonly onBytes: (from: 'agent' | 'hone', bytes: Buffer) => void;
  /** A notification with its parameters, as they came. */
  readonly onNotification: (method: string, params: unknown) => void;
  /** A line that is no message, and is left out. */
  readonly onStray: (line: string) => void;
  readonly onProblem: (problem: StreamProblem) => void;
}

/** Messages in both directions, parsed but not checked. */
export interface MessageStream {
  readonly readable: ReadableStream<Fields>;
  readonly writable: WritableStream<Fields>;
}

/** The one notification that whoever speaks the protocol has to see: it takes a request back. */
const CANCEL = '$/cancel_request';

/**
 * Makes messages of an agent's pipes: one JSON object a line (RFC 8259, https://jsonlines.org).
 *
 * Requests and expected answers go on to the client; notifications to the watcher only, because
 * the client library refuses kinds that it does not know, and says so on hone's own error output.
 *
 * @param bytesMax - for everything that the agent sends, at least 1
 */
export function messageStream(
  { stdin, stdout }: { readonly stdin: Writable; readonly stdout: Readable },
  watcher: StreamWatcher,
  bytesMax: number,
): MessageStream {
  const asked = new Set<unknown>();
  let isOver = false;
  const fail = (problem: StreamProblem): void => {
    isOver = true; // whatever comes after the first problem is read and dropped
    watcher.onProblem(problem);
  };
  const take = messageSorter(asked, { ...watcher, onProblem: fail });
  const writable = new WritableStream<Fields>({
    write(message) {
      if ('method' in message && 'id' in message) {
        asked.add(message['id']);
      }
      const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
      watcher.onBytes('hone', bytes);
      // A pipe that nobody reads is no error here: the end of the process tells more.
      return new Promise((resolve) => stdin.write(bytes, () => resolve()));
    },
  });
  const readable = new ReadableStream<Fields>({
    start(controller) {
      const splitter = lineSplitter(Math.min(MESSAGE_BYTES_MAX, bytesMax));
      let total = 0;
      const give = (line: Buffer): void => {
        const message = isOver ? null : take(line.toString('utf8').trim());
        if (message !== null) {
          controller.enqueue(message);
        }
      };
      stdout.on('error', () => {}); // the end of the process tells more
      stdout.on('data', (chunk: Buffer) => {
        if (isOver) {
          return;
        }
        total += chunk.length;
        watcher.onBytes('agent', chunk);
        if (total > bytesMax) {
          fail({ kind: 'flooded', what: 'messages', bytes: bytesMax });
          return;
        }
        splitter.lines(chunk).forEach(give);
        if (splitter.isTooLong()) {
          fail({ kind: 'flooded', what: 'one message', bytes: splitter.bytesMax });
        }
      });
      stdout.once('close', () => {
        isOver = true;
        controller.close();
      });
    },
  });
  return { readable, writable };
}

/** Gives what the client has to see, or null; tells the watcher of everything else. */
function messageSorter(
  asked: Set<unknown>,
  watcher: StreamWatcher,
): (line: string) => Fields | null {
  let strays = 0;
  let requests = 0;
  const stray = (line: string): null => {
    strays += 1;
    watcher.onStray(line);
    if (strays > STRAY_LINES_MAX) {
      watcher.onProblem({ kind: 'stray', lines: strays });
    }
    return null;
  };
  return (line) => {
    if (line === '') {
      return null;
    }
    const message = parsed(line);
    if (!isFields(message) || message['jsonrpc'] !== '2.0') {
      if (message === undefined && line.startsWith('{') && line.includes('"jsonrpc"')) {
        watcher.onProblem({ kind: 'malformed', line });
      }
      return stray(line);
    }
    const { method, id } = message;
    if (typeof method !== 'string') {
      return asked.delete(id) ? message : stray(line); // an answer, or one to nothing we asked
    }
    if (id === undefined) {
      watcher.onNotification(method, message['params']);
      return method === CANCEL ? message : null;
    }
    requests += 1;
    if (requests > AGENT_REQUESTS_MAX) {
      watcher.onProblem({ kind: 'asks-on', requests });
      return null;
    }
    return message;
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // told apart from messages by the caller
  }
}

interface LineSplitter {
  readonly bytesMax: number;
  /** The lines that a chunk completes, without their ends. */
  lines(chunk: Buffer): Buffer[];
  /** True when the line that is not complete yet has too many bytes. */
  isTooLong(): boolean;
}

/** Joins a line once, when it is complete, so that a long one costs no more than its length. */
function lineSplitter(bytesMax: number): LineSplitter {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    bytesMax,
    lines(chunk) {
      const found: Buffer[] = [];
      let from = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
        found.push(Buffer.concat([...parts, chunk.subarray(from, end)]));
        parts = [];
        length = 0;
        from = end + 1;
      }
      const rest = chunk.subarray(from);
      if (rest.length > 0) {
        parts.push(rest);
        length += rest.length;
      }
      return found;
    },
    isTooLong: () => length > bytesMax,
  };
}
