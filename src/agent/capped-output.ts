import { OUTPUT_HEAD_BYTES, OUTPUT_TAIL_BYTES } from './limits.ts';

/** An output as text that says itself what is missing from it. */
export interface CappedText {
  readonly text: string;
  /** Bytes left out in the middle; 0 when the text is whole. */
  readonly cutBytes: number;
  /** Everything that was printed, also what was cut. */
  readonly totalBytes: number;
}

/** Keeps the beginning and the end of a stream of bytes, in bounded memory. */
export interface CappedOutput {
  add(chunk: Buffer): void;
  totalBytes(): number;
  text(): CappedText;
}

/**
 * @param headBytes - kept from the beginning
 * @param tailBytes - kept from the end; less is kept only when less was printed
 */
export function cappedOutput(
  headBytes: number = OUTPUT_HEAD_BYTES,
  tailBytes: number = OUTPUT_TAIL_BYTES,
): CappedOutput {
  const head: Buffer[] = [];
  let headLeft = headBytes;
  let tail: Buffer[] = [];
  let inTail = 0;
  let total = 0;
  return {
    add(chunk) {
      total += chunk.length;
      const first = chunk.subarray(0, headLeft);
      if (first.length > 0) {
        head.push(first);
        headLeft -= first.length;
      }
      const rest = chunk.subarray(first.length);
      if (rest.length > 0) {
        tail.push(rest);
        inTail += rest.length;
      }
      // Joined at twice the size, so that each byte is copied a bounded number of times.
      if (inTail > 2 * tailBytes) {
        tail = [lastBytes(tail, tailBytes)];
        inTail = tailBytes;
      }
    },
    totalBytes: () => total,
    text() {
      const end = lastBytes(tail, tailBytes);
      const start = Buffer.concat(head);
      const cutBytes = total - start.length - end.length;
      const text =
        cutBytes === 0
          ? Buffer.concat([start, end]).toString('utf8')
          : `${start.toString('utf8')}\n[… ${cutBytes} bytes left out …]\n${end.toString('utf8')}`;
      return { text, cutBytes, totalBytes: total };
    },
  };
}

function lastBytes(chunks: readonly Buffer[], count: number): Buffer {
  const all = Buffer.concat(chunks);
  // A copy, because a view would keep the whole of it in memory.
  return all.length <= count ? all : Buffer.from(all.subarray(all.length - count));
}
