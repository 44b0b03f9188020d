import { HoneError } from '../../base/index.ts';
import { openRepository } from '../../git/index.ts';
import { readSuite } from '../read-suite.ts';

/** What a sentence was taken to mean. */
export interface Understood {
  /** Name of a flow that comes with hone. */
  readonly flow: 'performance';
  /** The thing that is to become faster, in the user's words; a benchmark's id where one fits. */
  readonly target: string;
  /** True when the target is a benchmark of hone.yaml. */
  readonly isBenchmark: boolean;
}

/** Words that ask for speed. `tune` and `tuning` as well as `optimise` and `optimize`. */
const ASKS = new RegExp(
  String.raw`\b(?:optimi[sz](?:e|es|ing|ation)|speed(?:ing)? up|faster|performance|tun(?:e|ing)|` +
    String.raw`slow|latency|response time|throughput|quicker)\b`,
  'i',
);

/** What stands around the target in such sentences. */
const AROUND = new RegExp(
  String.raw`^(?:please\s+)?(?:(?:can|could) you\s+)?(?:make|optimi[sz](?:e|ing)|` +
    String.raw`optimi[sz]ation of|speed up|tune|improve|performance(?: tuning)?(?: of| for)?|` +
    String.raw`tuning(?: of| for)?|reduce)\s+`,
  'i',
);
const BEFORE = /^(?:the\s+)?(?:performance|speed|latency|response time|runtime)\s+(?:of|for)\s+/i;
const ARTICLE = /^(?:the|a|an|our|my)\s+/i;
const AFTER = /(?:,?\s+(?:(?:much\s+)?faster|quicker|performance|latency|please))+$/i;

/** What is left of a sentence that names nothing. */
const NOTHING = /^(?:performance|tuning|speed|latency|optimi[sz]ation|it|this|that|everything)?$/i;

/**
 * Understands a sentence such as "optimize the dashboard endpoint". It never starts anything: the
 * flow and the target are shown and asked about first.
 *
 * @param folder - any folder of the subject, whose benchmarks are preferred as the target
 * @returns null when the sentence does not ask for speed
 * @throws HoneError E_NO_GIT outside of a repository, where nothing could be made faster
 */
export async function understandWords(
  sentence: string,
  folder: string,
  signal: AbortSignal,
): Promise<Understood | null> {
  const text = sentence.trim().replace(/[.!?]+$/, '');
  if (!ASKS.test(text) || text.length === 0) {
    return null;
  }
  const stripped = [AROUND, BEFORE, ARTICLE, AFTER].reduce(
    (rest, pattern) => rest.replace(pattern, ''),
    text,
  );
  const words = NOTHING.test(stripped.trim()) ? text : stripped.trim();
  const { root } = await openRepository(folder, { signal });
  const benchmark = benchmarkIn(words, root);
  return { flow: 'performance', target: benchmark ?? words, isBenchmark: benchmark !== null };
}

/** The benchmark whose id is in the words: the longest, because one may be part of another. */
function benchmarkIn(words: string, root: string): string | null {
  const spaced = ` ${words.toLowerCase().replaceAll(/[-_/\s]+/g, ' ')} `;
  return (
    benchmarkIds(root)
      .filter((id) => spaced.includes(` ${id.toLowerCase().replaceAll(/[-_/\s]+/g, ' ')} `))
      .toSorted((left, right) => right.length - left.length)[0] ?? null
  );
}

function benchmarkIds(root: string): string[] {
  try {
    return readSuite(root).suite.benchmarks.map(({ id }) => id);
  } catch (thrown) {
    if (thrown instanceof HoneError) {
      return []; // the flow itself says what is wrong with hone.yaml
    }
    throw thrown;
  }
}
