#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// This file runs on any Node, so that an old one gets a sentence and not a syntax error, and it
// answers --version without loading anything else.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [first = ''] = process.argv.slice(2);

if (first === '--version' || first === '-V') {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const found = /"version":\s*"([^"]+)"/.exec(manifest);
  process.stdout.write(`${found === null ? 'unknown' : found[1]}\n`);
} else if (major > 22 || (major === 22 && minor >= 19)) {
  // The bundle lies beside this file only after the build.
  const bundle = './cli.js';
  import(bundle).catch((thrown: unknown) => {
    process.stderr.write(`hone could not be loaded: ${String(thrown)}\n`);
    process.exitCode = 2;
  });
} else {
  const newer = newerNode();
  if (newer === null) {
    process.stderr.write(
      `hone needs Node 22.19 or newer to run itself; this is ${process.versions.node}. Your own ` +
        `code may stay on its Node: add a newer one beside hone with "npm install --save-dev ` +
        `node@24" and try again.\n`,
    );
    process.exitCode = 2;
  } else {
    runOn(newer);
  }
}

/** The Node of the npm package `node`, where one is installed beside hone or above it. */
function newerNode(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', 'node', 'bin', 'node');
    if (existsSync(path)) {
      return path;
    }
    if (folder === dirname(folder)) {
      return null;
    }
  }
}

/**
 * Runs this very command on another Node and ends as it ends. Over the channel nothing is said: its
 * end tells the other one that this process was killed.
 */
function runOn(node: string): void {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(node, [script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // A terminal sends Ctrl-C to both, other senders to this one alone. Twice does no harm.
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 2);
  });
}
