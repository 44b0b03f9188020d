import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HackContext, HackReport } from '../../src/hacks/index.ts';

/** The suite that the written examples are about. */
export const CONTEXT: HackContext = {
  benchmarks: ['parse-large', 'report'],
  holdouts: ['parse-unseen'],
  commands: [
    ['node', 'bin/app.js', 'parse', '--lines', '1600', 'data/big-input.log'],
    ['node', 'bin/app.js', 'report', 'data/big-input.log', '--format', 'json'],
  ],
  inputs: ['data/big-input.log'],
  tests: ['test/parse.test.js'],
  environment: ['APP_LEVEL'],
};

/** A written change with what must be found in it, as `severity rule line`. */
export interface Example {
  readonly name: string;
  readonly patch: string;
  readonly finds: readonly string[];
}

/** Reads `corpus/<name>.txt`; its first lines explain the form. */
export function examplesOf(name: 'honest' | 'hacks' | 'missed'): Example[] {
  const text = readFileSync(join(import.meta.dirname, 'corpus', `${name}.txt`), 'utf8');
  const parts = text.split(/^=== /m).slice(1);
  return parts.map((part) => {
    const [title = '', ...lines] = part.trimEnd().split('\n');
    const finds = lines.filter((line) => line.startsWith('finds: '));
    const patch: string[] = [];
    let body: string[] = [];
    let path = '';
    const close = (): void => {
      if (body.length > 0) {
        patch.push(patchOf(path, body));
      }
      body = [];
    };
    for (const line of lines.filter((each) => !finds.includes(each))) {
      if (line.startsWith('path: ')) {
        close();
        path = line.slice('path: '.length);
      } else {
        assert.match(line, /^([ +-]|$)/, `${title}: ${line}`);
        body.push(line === '' ? ' ' : line);
      }
    }
    close();
    return { name: title, patch: patch.join(''), finds: finds.map((each) => each.slice(7)) };
  });
}

/** A git patch of one file from lines with their marks; a file of added lines only is new. */
export function patchOf(path: string, lines: readonly string[]): string {
  const isNew = lines.every((line) => line.startsWith('+'));
  const count = (marks: string): number =>
    lines.filter((line) => marks.includes(line.charAt(0))).length;
  return [
    `diff --git a/${path} b/${path}`,
    ...(isNew ? ['new file mode 100644'] : []),
    'index 0000000000000000000000000000000000000000..1111111111111111111111111111111111111111',
    isNew ? '--- /dev/null' : `--- a/${path}`,
    `+++ b/${path}`,
    isNew ? `@@ -0,0 +1,${lines.length} @@` : `@@ -1,${count(' -')} +1,${count(' +')} @@`,
    ...lines,
    '',
  ].join('\n');
}

/** Findings in the form in which examples state them. */
export function told({ findings }: HackReport): string[] {
  return findings.map(({ severity, rule, line }) => `${severity} ${rule} ${line}`).sort();
}
