/** Turns the bytes of an event stream into the data of its events. */
export interface SseReader {
  /** Data of the events that this chunk completes, in order. */
  add(chunk: Uint8Array): string[];
  /** Data of the last event, when its server did not end it with an empty line. */
  end(): string[];
}

/**
 * Reads server-sent events however their bytes are cut: within a character, between CR and LF,
 * anywhere. Only `data` counts here; comments, which servers send to keep a connection alive, and
 * other fields are skipped. Each character is looked at once.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function sseReader(): SseReader {
  const decoder = new TextDecoder(); // takes a byte order mark off the beginning
  let beginning: string[] = []; // of a line whose end has not come yet
  let data: string[] = [];
  let afterCr = false;
  let events: string[] = [];

  const dispatch = (): void => {
    if (data.length > 0) {
      events.push(data.join('\n'));
      data = [];
    }
  };
  const takeLine = (end: string): void => {
    const line = beginning.join('') + end;
    beginning = [];
    if (line === '') {
      dispatch();
    } else if (line === 'data' || line.startsWith('data:')) {
      data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  };
  const takeText = (text: string): void => {
    // The LF of a CRLF that was cut in two ends no second line.
    let start = afterCr && text.startsWith('\n') ? 1 : 0;
    afterCr = text === '' ? afterCr : text.endsWith('\r');
    const lineEnd = /\r\n|\r|\n/g;
    lineEnd.lastIndex = start;
    for (let match = lineEnd.exec(text); match !== null; match = lineEnd.exec(text)) {
      takeLine(text.slice(start, match.index));
      start = lineEnd.lastIndex;
    }
    if (start < text.length) {
      beginning.push(text.slice(start));
    }
  };
  const taken = (): string[] => {
    const done = events;
    events = [];
    return done;
  };
  return {
    add(chunk) {
      takeText(decoder.decode(chunk, { stream: true }));
      return taken();
    },
    end() {
      takeText(decoder.decode());
      takeLine('');
      dispatch();
      return taken();
    },
  };
}
