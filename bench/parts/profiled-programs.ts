import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that spends its time in one way, so that the cost of looking at that shows. */
export interface ProfiledProgram {
  readonly name: string;
  readonly path: string;
}

/** About a second of CPU time each on a machine of 2024. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'many calls': `
    function leaf(a, b) { return (a ^ b) + 1; }
    function tree(depth, seed) {
      return depth === 0 ? leaf(depth, seed) : tree(depth - 1, seed + 1) + tree(depth - 1, seed - 1);
    }
    let sum = 0;
    for (let round = 0; round < 800; round++) sum += tree(17, round);
    console.log(sum);`,
  'many allocations': `
    class Point { constructor(x, y) { this.x = x; this.y = y; this.text = 'p' + x; } }
    let kept = [];
    for (let round = 0; round < 120; round++) {
      const points = [];
      for (let i = 0; i < 40000; i++) points.push(new Point(i, round));
      kept = points.filter(({ x }) => x % 16 === 0).map((point) => ({ ...point }));
    }
    console.log(kept.length);`,
  'many blocking calls': `
    const { existsSync, statSync, readFileSync } = require('node:fs');
    let bytes = 0;
    for (let i = 0; i < 80000; i++) {
      if (existsSync(__filename)) bytes += statSync(__filename).size;
      if (i % 10 === 0) bytes += readFileSync(__filename).length;
    }
    console.log(bytes > 0);`,
};

/** Writes the programs into a folder. */
export function writePrograms(folder: string): ProfiledProgram[] {
  return Object.entries(PROGRAMS).map(([name, text]) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.cjs`);
    writeFileSync(path, `'use strict';${text}\n`);
    return { name, path };
  });
}
