'use strict';
const { readdirSync, renameSync, statSync, unlinkSync, writeFileSync } = require('fs');
const { join } = require('path');
const { isMainThread, threadId } = require('worker_threads');
const { performance } = require('perf_hooks');
const { epochMs } = require('./clock.cjs');

const NS_PER_MS = 1e6;
const ARGUMENTS_MAX = 100;
const ARGUMENT_LENGTH_MAX = 1000;

/**
 * Leaves a mark that this thread began, to be replaced by its record: a mark that stays tells of a
 * thread whose record was lost. Null when there are already too many.
 */
exports.beginRecord = ({ folder, limits }, beganNs) => {
  if (readdirSync(folder).length >= limits.files) {
    return null;
  }
  const name = `${process.pid}-${threadId}-${beganNs.toString(36)}`;
  const startNs = isMainThread ? beganNs - performance.now() * NS_PER_MS : beganNs;
  const head = {
    pid: process.pid,
    ppid: process.ppid,
    tid: threadId,
    argv: process.argv.slice(0, ARGUMENTS_MAX).map((word) => word.slice(0, ARGUMENT_LENGTH_MAX)),
    cwd: isMainThread ? folderOf() : null,
    node: process.version,
    startNs,
    startEpochMs: epochMs() - (beganNs - startNs) / NS_PER_MS,
  };
  const mark = join(folder, `${name}.begun`);
  write(mark, JSON.stringify(head));

  return {
    /** The file's name in the folder; null without a profile. */
    writeProfile(kind, profile) {
      if (profile === null) {
        return null;
      }
      const text = JSON.stringify(profile);
      if (text.length > limits.profileBytes) {
        throw new Error(`it is larger than ${limits.profileBytes} bytes and was left out`);
      }
      if (bytesIn(folder) + text.length > limits.folderBytes) {
        throw new Error(`all profiles of the run would be larger than ${limits.folderBytes} bytes`);
      }
      write(join(folder, `${name}.${kind}`), text);
      return `${name}.${kind}`;
    },
    finish(tail) {
      const used = process.cpuUsage();
      const cpu = isMainThread
        ? { userNs: used.user * 1000, systemNs: used.system * 1000, rssBytes: peakRss() }
        : null;
      write(join(folder, `${name}.json`), JSON.stringify({ ...head, ...tail, cpu }));
      unlinkSync(mark);
    },
  };
};

/** Whole or not at all, for a reader that looks while the command runs or after a kill. */
function write(path, text) {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

function bytesIn(folder) {
  let sum = 0;
  for (const name of readdirSync(folder)) {
    if (name.endsWith('profile')) {
      sum += statSync(join(folder, name)).size;
    }
  }
  return sum;
}

function folderOf() {
  try {
    return process.cwd();
  } catch {
    return null; // it was removed
  }
}

function peakRss() {
  return process.resourceUsage().maxRSS * 1024;
}
