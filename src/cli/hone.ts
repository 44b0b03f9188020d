#!/usr/bin/env node
import { readFileSync } from 'node:fs';

// This file runs on any Node, so that an old one gets a sentence and not a syntax error, and it
// answers --version without loading anything else.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [first = ''] = process.argv.slice(2);

if (first === '--version' || first === '-V') {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const found = /"version":\s*"([^"]+)"/.exec(manifest);
  process.stdout.write(`${found === null ? 'unknown' : found[1]}\n`);
} else if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `hone needs Node 22.19 or newer to run itself; this is ${process.versions.node}. Your own ` +
      `code may stay on its Node: add a newer one beside hone with "npm install --save-dev ` +
      `node@24", then start it with "npx hone".\n`,
  );
  process.exitCode = 2;
} else {
  // The bundle lies beside this file only after the build.
  const bundle = './cli.js';
  import(bundle).catch((thrown: unknown) => {
    process.stderr.write(`hone could not be loaded: ${String(thrown)}\n`);
    process.exitCode = 2;
  });
}
