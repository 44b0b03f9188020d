import { read, readSync } from 'node:fs';

import type { Exceeded } from '../../model/index.ts';
import { MESSAGE_BYTES_MAX } from '../limits.ts';
import type { EngineMessage } from './protocol.ts';

/** What the engine wants of the sample that is running. */
export type Wish = 'go-on' | 'cancel' | 'gone' | Exceeded;

/**
 * The engine's messages. Between samples the runner blocks on them; while a sample runs it only
 * looks when the system says that there is something (or, without such news, reads in the
 * background). The end of the input means that the engine is gone.
 */
export interface EngineInput {
  /** Waits for the next message; null when the engine is gone. */
  next(): Promise<EngineMessage | null>;
  /** Takes in what has arrived; blocks when nothing has. */
  readNow(): void;
  /** Takes in what arrives next without blocking; several callers share one read. */
  readLater(): Promise<void>;
  /** What the messages that were read so far mean for the sample with this id. */
  wishFor(id: number): Wish;
}

const CHUNK_BYTES = 65_536;

/** Reads messages from a descriptor that blocks, a pipe or a socket. */
export function engineInputFrom(descriptor: number): EngineInput {
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const messages: EngineMessage[] = [];
  let partial: Buffer[] = [];
  let gone = false;
  let pending: Promise<void> | null = null;

  function take(length: number): void {
    gone ||= length === 0;
    let rest = chunk.subarray(0, length);
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      const last = rest.subarray(0, end);
      messages.push(messageFrom(partial.length === 0 ? last : Buffer.concat([...partial, last])));
      partial = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) {
      partial.push(Buffer.from(rest));
    }
    // Too long a message can only be a broken engine; without it there is nobody to serve.
    gone ||= partial.length * CHUNK_BYTES > MESSAGE_BYTES_MAX;
  }

  function readNow(): void {
    try {
      take(readSync(descriptor, chunk, 0, CHUNK_BYTES, null));
    } catch {
      gone = true; // ECONNRESET and the like: the other end is no more
    }
  }

  function readLater(): Promise<void> {
    pending ??= new Promise((resolve) => {
      read(descriptor, chunk, 0, CHUNK_BYTES, null, (error, length) => {
        pending = null;
        take(error === null ? length : 0);
        resolve();
      });
    });
    return pending;
  }

  return {
    readNow,
    readLater,
    async next() {
      while (messages.length === 0 && !gone) {
        if (pending === null) {
          readNow();
        } else {
          await pending;
        }
      }
      return messages.shift() ?? null;
    },
    wishFor(id) {
      return gone ? 'gone' : wishIn(messages, id);
    },
  };
}

function wishIn(messages: readonly EngineMessage[], id: number): Wish {
  for (const message of messages) {
    if (message.kind === 'cancel' && message.id === id) {
      return 'cancel';
    }
    if (message.kind === 'exceeded' && message.id === id) {
      return message.exit;
    }
  }
  return 'go-on';
}

function messageFrom(line: Buffer): EngineMessage {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the engine has the same version
  return JSON.parse(line.toString()) as EngineMessage;
}
