import { HoneError } from '../../base/index.ts';
import { contextOf } from './build-benchmark.ts';
import { appearanceOf, type ImportDocument } from './document.ts';
import { benchmarksFrom, type GoLine, parseGoLine } from './go-lines.ts';
import type { ImportedResult } from './imported.ts';
import type { Importer } from './importer.ts';
import { fieldOf } from './json-node.ts';
import { quoted } from './quote.ts';

/** Text of `go test -bench`, or the events of `go test -bench -json`. */
export const goTest: Importer = {
  format: 'go',
  title: 'the text of go test -bench',
  signs: 'lines such as "BenchmarkName-8  1000  1234 ns/op"',
  recognises: (document) =>
    document.kind === 'text' &&
    (/^Benchmark\S*[ \t]+\d+[ \t]/m.test(document.text) ||
      /^(?:goos|goarch|pkg): /m.test(document.text) ||
      isEvents(document.text)),
  reading: { kind: 'each', read },
};

function isEvents(text: string): boolean {
  return /^\s*\{"[^\n]*"Action":"/.test(text);
}

/** @see https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md */
function read(document: ImportDocument): ImportedResult {
  if (document.kind !== 'text') {
    throw new HoneError(
      'E_FORMAT',
      `${document.path} was to be read as ${goTest.title}, but it looks like ` +
        `${appearanceOf(document)}. Name the right file, or leave the format to be recognised.`,
    );
  }
  const texts = isEvents(document.text)
    ? outputByPackage(document.path, document.text)
    : [document.text];
  const lines = texts.flatMap((text) => text.split(/\r?\n/).map(parseGoLine));
  const { benchmarks, notes } = benchmarksFrom(lines);
  const fact = (key: string): string | null => {
    const found = new Set(lines.flatMap((line) => (isFact(line, key) ? [line.value] : [])));
    return found.size === 0 ? null : [...found].join(', ');
  };
  return {
    format: 'go',
    tool: 'go test',
    toolVersion: null,
    source: document.path,
    context: contextOf({ os: fact('goos'), architecture: fact('goarch'), cpu: fact('cpu') }),
    benchmarks,
    notes: [
      'Each sample is the mean over the iterations of one run, so the spread between single ' +
        'iterations is not seen; -count sets how many samples there are.',
      ...notes,
    ],
  };
}

function isFact(line: GoLine, key: string): line is Extract<GoLine, { kind: 'fact' }> {
  return line.kind === 'fact' && line.key === key;
}

/** The text that each package printed: the events of packages that run side by side are mixed. */
function outputByPackage(path: string, text: string): string[] {
  const outputs = new Map<string, string[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') {
      continue;
    }
    const event = eventOf(path, line, index + 1);
    const output = fieldOf(event, 'Output');
    if (typeof output === 'string') {
      const name = fieldOf(event, 'Package');
      const key = typeof name === 'string' ? name : '';
      const parts = outputs.get(key) ?? [];
      parts.push(output);
      outputs.set(key, parts);
    }
  }
  return [...outputs.values()].map((parts) => parts.join(''));
}

function eventOf(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (thrown) {
    throw new HoneError(
      'E_FORMAT',
      `${path} holds the events of go test -json, but line ${number} is cut off or broken ` +
        `(${quoted(line)}). Let go test write it again, then import that.`,
      { cause: thrown },
    );
  }
}
