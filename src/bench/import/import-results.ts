import { distance } from 'fastest-levenshtein';

import { HoneError } from '../../base/index.ts';
import { criterion } from './criterion.ts';
import { appearanceOf, documentOf, type ImportDocument } from './document.ts';
import { goTest } from './go-test.ts';
import { googleBenchmark } from './google-benchmark.ts';
import { hyperfine } from './hyperfine.ts';
import {
  IMPORT_FORMATS,
  type ImportedResult,
  type ImportFile,
  type ImportFormat,
} from './imported.ts';
import type { Importer } from './importer.ts';
import { jmh } from './jmh.ts';
import { fieldOf } from './json-node.ts';
import { IMPORT_FILES_MAX, NOTES_MAX } from './limits.ts';
import { mitata } from './mitata.ts';
import { pytestBenchmark } from './pytest-benchmark.ts';
import { quoted } from './quote.ts';
import { tinybench } from './tinybench.ts';

/** All importers; no file is recognised by two of them. */
export const IMPORTERS: readonly Importer[] = [
  hyperfine,
  googleBenchmark,
  goTest,
  criterion,
  jmh,
  pytestBenchmark,
  tinybench,
  mitata,
];

/**
 * Reads result files of other tools. A file is recognised by its content, never by its name;
 * Criterion's small files are put together by the folders that they are in.
 *
 * @param options.format - reads every file as this format; by default each is recognised
 * @returns one result for each file, or for each baseline of Criterion, in the order of the files
 * @throws HoneError E_FORMAT when a file is of no known format or version, is broken (with line and
 *   column), is not as its format should be (with the place in it), or holds no benchmarks
 * @throws HoneError E_USAGE when there are no files, or too many
 */
export function importResults(
  files: readonly ImportFile[],
  options: { readonly format?: ImportFormat | null } = {},
): ImportedResult[] {
  if (files.length === 0 || files.length > IMPORT_FILES_MAX) {
    throw new HoneError(
      'E_USAGE',
      `There are ${files.length} result files to import. Name at least one and at most ` +
        `${IMPORT_FILES_MAX}.`,
    );
  }
  const forced = IMPORTERS.find(({ format }) => format === options.format);
  const results: ImportedResult[] = [];
  const together = new Set<Importer>();
  const read = files.map((file) => {
    const document = documentOf(file);
    return { document, importer: forced ?? importerFor(document) };
  });
  for (const { document, importer } of read) {
    if (importer.reading.kind === 'each') {
      results.push(checked(importer.reading.read(document), document));
    } else if (!together.has(importer)) {
      together.add(importer);
      const all = read.filter((other) => other.importer === importer);
      results.push(
        ...readTogether(
          importer,
          all.map((other) => other.document),
        ),
      );
    }
  }
  return results;
}

/**
 * The format that a word for `--format` means.
 *
 * @throws HoneError E_USAGE with the nearest word when there is no such format
 */
export function parseImportFormat(word: string): ImportFormat {
  const found = IMPORT_FORMATS.find((format) => format === word.toLowerCase());
  if (found !== undefined) {
    return found;
  }
  const nearest = IMPORT_FORMATS.toSorted((a, b) => distance(a, word) - distance(b, word))[0];
  throw new HoneError(
    'E_USAGE',
    `${quoted(word)} is no format that can be imported. Did you mean ${nearest ?? ''}? There are ` +
      `${IMPORT_FORMATS.join(', ')}.`,
  );
}

function importerFor(document: ImportDocument): Importer {
  const importer = IMPORTERS.find(({ recognises }) => recognises(document));
  if (importer !== undefined) {
    return importer;
  }
  const schema = document.kind === 'json' ? fieldOf(document.root.value, 'schema') : undefined;
  if (typeof schema === 'string' && schema.startsWith('hone.')) {
    throw new HoneError(
      'E_FORMAT',
      `${document.path} was written by hone itself (${quoted(schema)}), so there is nothing to ` +
        `import.`,
    );
  }
  throw new HoneError(
    'E_FORMAT',
    `${document.path} is not recognised: it looks like ${appearanceOf(document)}. Looked for: ` +
      `${IMPORTERS.map(({ title, signs }) => `${title} (${signs})`).join('; ')}. Let one of ` +
      `these tools write its results, and import that file alone, without other output around it.`,
  );
}

function readTogether(
  importer: Importer,
  documents: readonly ImportDocument[],
): readonly ImportedResult[] {
  const results = importer.reading.kind === 'together' ? importer.reading.read(documents) : [];
  if (results.length === 0) {
    throw new HoneError(
      'E_FORMAT',
      `${documents[0]?.path ?? ''} belongs to ${importer.title}, but none of the files given has ` +
        `measured times. Looked for: ${importer.signs}.`,
    );
  }
  return results;
}

/** A result that holds something to compare, with a bounded number of notes. */
function checked(result: ImportedResult, document: ImportDocument): ImportedResult {
  const lost = document.kind === 'json' ? document.notNumbers : 0;
  const notes = [
    ...result.notes,
    ...(lost > 0 ? [`${lost} values were NaN or infinite and count as missing.`] : []),
  ];
  if (result.benchmarks.length === 0) {
    throw new HoneError(
      'E_FORMAT',
      `${result.source} is a result of ${result.tool} but holds no benchmark that was measured. ` +
        notes.slice(0, NOTES_MAX).join(' '),
    );
  }
  const more = notes.length - NOTES_MAX;
  return {
    ...result,
    notes: more > 0 ? [...notes.slice(0, NOTES_MAX), `There are ${more} more notes.`] : notes,
  };
}
