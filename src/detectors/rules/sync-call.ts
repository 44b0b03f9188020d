import { calledName } from '../code/calls.ts';
import type { CodeFile } from '../code/code-file.ts';
import { lastLineOf, lineOf, type SyntaxNode } from '../code/syntax.ts';
import type { HotFile } from '../hot-code.ts';
import { SYNC_CALLS_MIN, SYNC_MS_MIN } from '../limits.ts';
import type { Nomination, Technique } from '../nomination.ts';
import type { SyncCalls } from '../observed.ts';
import { milliseconds, nameOf, nominationOf, percent, type Rule, type Scene } from '../rule.ts';

const FILES: Technique = {
  name: 'read-once-or-asynchronously',
  rationale:
    'The process stands still during each call; reading once and keeping the result, or the ' +
    'asynchronous form where other work waits, gives the time back.',
  risk: 'medium',
  riskText:
    'A kept result misses later changes of the file; asynchronous code may be entered again ' +
    'before ' +
    'it ends.',
  effort: 'medium',
};
const WORK: Technique = {
  name: 'move-off-the-main-thread',
  rationale:
    'The process stands still while this computes or waits for a child; the asynchronous form ' +
    'runs ' +
    'beside it.',
  risk: 'medium',
  riskText: 'Callers become asynchronous, and errors arrive another way.',
  effort: 'medium',
};

const WORKING = (
  'exec execFile spawn pbkdf2 scrypt hkdf generateKey generateKeyPair generatePrime checkPrime ' +
  'gzip gunzip deflate deflateRaw inflate inflateRaw unzip brotliCompress brotliDecompress ' +
  'zstdCompress zstdDecompress'
).split(' ');
const FILING = (
  'access appendFile chmod chown close copyFile cp exists fchmod fchown fdatasync fstat fsync ' +
  'ftruncate futimes glob link lstat mkdir mkdtemp open opendir read readdir readFile readlink ' +
  'readv realpath rename rm rmdir stat statfs symlink truncate unlink utimes write writeFile writev'
).split(' ');
/** The synchronous functions of Node's own modules; what a library names so may be anything. */
const SYNC = new Set([...WORKING, ...FILING].map((name) => `${name}Sync`));
const WORKING_SYNC = new Set(WORKING.map((name) => `${name}Sync`));

/**
 * Synchronous calls of fs, crypto, child_process and zlib that happen again and again, counted at
 * run time or seen on a hot line. What runs once while a module loads is start-up and fine.
 */
export const syncCall: Rule = (scene) => {
  const counted = new Map<string, SyncCalls[]>();
  for (const calls of scene.runtime.syncIo) {
    const known = counted.get(calls.file) ?? [];
    known.push(calls);
    counted.set(calls.file, known);
  }
  const inFiles = [...scene.files.values()].flatMap((file) => {
    const own = counted.get(file.code.file) ?? [];
    const nodes = file.code.nodes.filter((node) => isSyncCall(node));
    return [
      ...own.filter(isOften).flatMap((calls) => fromCount(file, nodes, calls)),
      ...nodes
        .filter((node) => !runsAtLoad(file.code, node))
        // Counted calls are judged by their count alone, so that no place is judged twice.
        .filter((node) => !own.some(({ line }) => covers(node, line)))
        .flatMap((node) => fromLine(scene, file, node)),
    ];
  });
  const elsewhere = [...counted]
    .filter(([file]) => !scene.files.has(file))
    .flatMap(([, calls]) => calls.filter(isOften).flatMap((each) => fromCount(null, [], each)));
  return [...inFiles, ...elsewhere];
};

function isOften({ count, ms }: SyncCalls): boolean {
  return count >= SYNC_CALLS_MIN && ms >= SYNC_MS_MIN;
}

function isSyncCall(node: SyntaxNode): boolean {
  const name = calledName(node);
  return name !== null && SYNC.has(name);
}

function runsAtLoad(code: CodeFile, node: SyntaxNode): boolean {
  return code.functionAround(node) === null;
}

function covers(node: SyntaxNode, line: number): boolean {
  return lineOf(node) <= line && line <= lastLineOf(node);
}

function fromCount(
  file: HotFile | null,
  nodes: readonly SyntaxNode[],
  calls: SyncCalls,
): Nomination[] {
  const node = nodes.find((each) => covers(each, calls.line) && calledName(each) === calls.name);
  if (file !== null && node !== undefined && runsAtLoad(file.code, node)) {
    return [];
  }
  const hot = file === null || node === undefined ? null : file.functionOf(node);
  const heat = file === null || node === undefined ? null : file.heatOf(node);
  const isSeen = heat !== null && heat.seen.kind !== 'function';
  return [
    {
      rule: 'sync-call',
      file: calls.file,
      line: calls.line,
      subject: hot === null ? calls.name : nameOf(hot),
      evidence:
        `\`${calls.name}\` was called ${calls.count} times from line ${calls.line} and held the ` +
        `process up for ${milliseconds(calls.ms)}` +
        (heat === null ? '.' : `; ${percent(heat.share)} of the workload lies there.`),
      technique: techniqueFor(calls.name),
      // Two observations and the code agree only where a profile saw the line too.
      confidence: node === undefined ? 'weak' : isSeen ? 'confirmed' : 'likely',
      share: heat?.interval ?? null,
    },
  ];
}

function fromLine(scene: Scene, file: HotFile, node: SyntaxNode): Nomination[] {
  const name = calledName(node) ?? '';
  const nomination = nominationOf(scene, file, 'sync-call', {
    node,
    technique: techniqueFor(name),
    text: `\`${name}\` holds the process up while it works`,
    atMost: 'likely',
    alsoSeen: null,
  });
  return nomination === null ? [] : [nomination];
}

function techniqueFor(name: string): Technique {
  return WORKING_SYNC.has(name) ? WORK : FILES;
}
