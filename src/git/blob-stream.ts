import { assert, HoneError } from '../base/index.ts';
import { type GitOptions, type GitPlace, runGit } from './git-command.ts';
import { TREE_TIMEOUT_MS } from './limits.ts';

/** Takes blobs as they come, one after the other, in the order in which they were asked for. */
export interface BlobSink {
  begin(index: number, size: number): void;
  /** Part of the current blob; valid only during the call. */
  chunk(bytes: Buffer): void;
  end(index: number): void;
}

/**
 * Streams the contents of blobs through one `git cat-file --batch`. The sink works synchronously,
 * so a slow disk holds git back through its full pipe and memory stays at one chunk.
 *
 * @throws HoneError E_REPOSITORY when an object is missing or no blob; whatever the sink throws
 */
export async function readBlobs(
  place: GitPlace,
  oids: readonly string[],
  options: GitOptions,
  sink: BlobSink,
): Promise<void> {
  if (oids.length === 0) {
    return;
  }
  const parser = new BatchParser(oids, sink);
  await runGit(place, ['cat-file', '--batch'], {
    ...options,
    timeoutMs: TREE_TIMEOUT_MS,
    input: `${oids.join('\n')}\n`,
    onOutput: (chunk) => parser.take(chunk),
  });
  assert(parser.done(), 'git cat-file answers every id');
}

/** `<oid> blob <size>\n<content>\n` for each id, cut into chunks anywhere. */
class BatchParser {
  readonly #oids: readonly string[];
  readonly #sink: BlobSink;
  #index = 0;
  #header: Buffer = Buffer.alloc(0);
  /** Bytes of the current blob still to come, its closing line break included; null in a header. */
  #left: number | null = null;

  constructor(oids: readonly string[], sink: BlobSink) {
    this.#oids = oids;
    this.#sink = sink;
  }

  done(): boolean {
    return this.#index === this.#oids.length && this.#left === null;
  }

  take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#left === null ? this.#takeHeader(rest) : this.#takeContent(rest, this.#left);
    }
  }

  #takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(10);
    if (end < 0) {
      this.#header = Buffer.concat([this.#header, chunk]);
      return Buffer.alloc(0);
    }
    const line = Buffer.concat([this.#header, chunk.subarray(0, end)]).toString('utf8');
    this.#header = Buffer.alloc(0);
    const size = sizeIn(line);
    this.#sink.begin(this.#index, size);
    this.#left = size + 1;
    return chunk.subarray(end + 1);
  }

  #takeContent(chunk: Buffer, left: number): Buffer {
    const content = Math.min(chunk.length, left - 1);
    if (content > 0) {
      this.#sink.chunk(chunk.subarray(0, content));
    }
    const taken = Math.min(chunk.length, left);
    this.#left = left - taken;
    if (this.#left === 0) {
      this.#left = null;
      this.#sink.end(this.#index);
      this.#index += 1;
    }
    return chunk.subarray(taken);
  }
}

function sizeIn(header: string): number {
  const [oid = '', type, size] = header.split(' ');
  if (type === 'blob' && size !== undefined) {
    return Number(size);
  }
  if (type === 'missing') {
    throw new HoneError(
      'E_REPOSITORY',
      `The content ${oid} is not in the repository. If this is a partial clone (made with ` +
        `--filter), bring the rest with \`git fetch --refetch --no-filter\` (git 2.36 or newer) ` +
        `or clone again without --filter; otherwise \`git fsck\` shows what is damaged.`,
    );
  }
  throw new HoneError('E_REPOSITORY', `git holds no file content under ${oid} (${type ?? '?'}).`);
}
