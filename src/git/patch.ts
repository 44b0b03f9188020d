import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { HoneError } from '../base/index.ts';
import { type GitOptions, type GitPlace, runGit } from './git-command.ts';
import { PATCH_BYTES_MAX } from './limits.ts';
import { withScratchFolder } from './scratch-folder.ts';
import { textOf } from './tree.ts';
import { unsafePathReason } from './tree-path.ts';

/** A patch that was read and is well formed; whether it applies is another matter. */
export interface Patch {
  /** Subject of a mailed patch without its [PATCH] mark; null when it names none. */
  readonly title: string | null;
  /** Ways to read its line ends, the most likely first; the second only when all ended in CR LF. */
  readonly readings: readonly Uint8Array[];
  /** Leading path parts to strip: 1 for `a/` and `b/`, 0 for a patch made without prefixes. */
  readonly strip: 0 | 1;
  /** What the patch says that it touches; the truth is in the trees after `applyPatch`. */
  readonly files: readonly PatchFile[];
}

/** How a patch is read. */
export interface PatchOptions extends GitOptions {
  /** How messages call it: its file name. */
  readonly name?: string;
}

/** One file of a patch, under its new name unless it is deleted. */
export interface PatchFile {
  readonly path: string;
  readonly binary: boolean;
  readonly addedLines: number;
  readonly removedLines: number;
}

/**
 * Reads a patch: `git diff`, `git format-patch` (one mail or several), plain `diff -u`; with LF or
 * CR LF line ends, with a byte order mark or in UTF-16 as PowerShell writes it.
 *
 * @throws HoneError E_PATCH when it is empty, no patch, damaged, too large, or touches a path out
 * of the tree or in git's own folder
 */
export async function readPatch(
  content: string | Uint8Array,
  options: PatchOptions = {},
): Promise<Patch> {
  const name = options.name ?? 'fix.patch';
  const bytes = plainBytes(typeof content === 'string' ? Buffer.from(content) : content);
  if (bytes.length > PATCH_BYTES_MAX) {
    throw new HoneError(
      'E_PATCH',
      `The patch ${name} has ${bytes.length} bytes; hone reads ${PATCH_BYTES_MAX}.`,
    );
  }
  const text = bytes.toString('latin1'); // one character a byte, for looking at ASCII marks only
  if (text.trim() === '') {
    throw new HoneError(
      'E_PATCH',
      `The patch ${name} is empty: it changes nothing. Make it anew, for example with ` +
        `\`git diff main > ${name}\`.`,
    );
  }
  return withScratchFolder(tmpdir(), async (folder) => {
    const place = placeIn(folder);
    const mail = isMail(text) ? await readMail(place, bytes, options) : null;
    const body = mail?.encoded === true ? mail.body : bytes;
    const readings = readingsOf(body);
    const strip = stripOf(body.toString('latin1'));
    const files = await readFiles(place, name, readings, strip, options);
    files.forEach(({ path }) => assertSafe(name, path));
    return { title: mail?.title ?? null, readings, strip, files };
  });
}

/** In no repository, whatever surrounds the folder. */
function placeIn(folder: string): GitPlace {
  const env = { GIT_CEILING_DIRECTORIES: dirname(folder) };
  return { cwd: folder, env, config: [], trust: 'none' };
}

/** Without a byte order mark; UTF-16 as UTF-8. */
function plainBytes(content: Uint8Array): Buffer {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return Buffer.from(new TextDecoder('utf-16le').decode(bytes));
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked ? bytes.subarray(3) : bytes;
}

function isMail(text: string): boolean {
  return /^(From [0-9a-f]{40,64} |(From|Subject|Date|Message-Id): )/i.test(text);
}

interface Mail {
  readonly title: string | null;
  /** True when the mail encodes its text, so that the patch is in `body` alone. */
  readonly encoded: boolean;
  readonly body: Buffer;
}

async function readMail(place: GitPlace, input: Buffer, options: GitOptions): Promise<Mail> {
  const { stdout } = await runGit(place, ['mailinfo', 'message', 'body'], {
    ...options,
    accept: [0, 1, 128], // a mail that git can't read has no title and is judged as a bare patch
    input,
  });
  const title = /^Subject: (.*)$/m.exec(stdout.toString('utf8'))?.[1]?.trim() ?? '';
  const head = input.toString('latin1').split(/\r?\n\r?\n/)[0] ?? '';
  const encoded = /^Content-Transfer-Encoding: *(base64|quoted-printable)/im.test(head);
  const body = encoded ? readFileSync(join(place.cwd, 'body')) : input;
  return { title: title === '' ? null : title, encoded, body };
}

/** Lines by which git finds its way through a patch. */
const MARKS = /^(diff --git |--- |\+\+\+ |@@ )[^\n]*$/gm;

/**
 * A patch whose very marks end in CR LF went through a program that rewrites line ends. Most
 * likely all of them were LF; else the files' own lines end in CR LF and only the marks are wrong.
 */
function readingsOf(body: Buffer): Buffer[] {
  const text = body.toString('latin1');
  const marks = text.match(MARKS) ?? [];
  if (marks.length === 0 || marks.some((mark) => !mark.endsWith('\r'))) {
    return [body];
  }
  const allPlain = text.replaceAll('\r\n', '\n');
  const marksPlain = text.replaceAll(/^([^ +\-\n][^\n]*|(?:--- |\+\+\+ )[^\n]*)\r$/gm, '$1');
  return [allPlain, marksPlain].map((reading) => Buffer.from(reading, 'latin1'));
}

/** Equal names on a `diff --git` line mean that git was told to leave the prefixes out. */
function stripOf(text: string): 0 | 1 {
  const names = [...text.matchAll(/^diff --git ([^\r\n]*)/gm)].map(([, pair]) => pair ?? '');
  return names.some(isNameTwice) ? 0 : 1;
}

function isNameTwice(pair: string): boolean {
  const middle = (pair.length - 1) / 2;
  return pair.charAt(middle) === ' ' && pair.slice(0, middle) === pair.slice(middle + 1);
}

async function readFiles(
  place: GitPlace,
  name: string,
  readings: readonly Buffer[],
  strip: number,
  options: GitOptions,
): Promise<PatchFile[]> {
  const { code, stdout, stderr } = await runGit(
    place,
    ['apply', '--numstat', '-z', `-p${strip}`, '-'],
    { ...options, accept: [0, 1, 128], input: readings[0] ?? '' },
  );
  if (code !== 0) {
    throw unreadable(name, stderr);
  }
  const files = textOf(stdout)
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const [added = '', removed = '', ...path] = record.split('\t');
      const binary = added === '-';
      const count = (text: string): number => (binary ? 0 : Number(text));
      const lines = { addedLines: count(added), removedLines: count(removed) };
      return { path: path.join('\t'), binary, ...lines };
    });
  if (files.length === 0) {
    throw unreadable(name, 'it names no file');
  }
  return files;
}

function unreadable(name: string, words: string): HoneError {
  if (/No valid patches|unrecognized input|names no file/.test(words)) {
    return new HoneError(
      'E_PATCH',
      `${name} is not a patch: git finds no change in it. Make it with ` +
        `\`git diff --binary main > ${name}\` or \`git format-patch\`.`,
    );
  }
  return new HoneError(
    'E_PATCH',
    `The patch ${name} is damaged: ${words}. Make it anew with ` +
      `\`git diff --binary main > ${name}\`; copying a patch through a mail ` +
      `or a web page often breaks it.`,
  );
}

/** @throws HoneError E_PATCH */
function assertSafe(name: string, path: string): void {
  const reason = unsafePathReason(path);
  if (reason !== null) {
    throw new HoneError(
      'E_PATCH',
      `The patch ${name} touches ${JSON.stringify(path)}, a path which ${reason}. hone does not ` +
        `apply it.`,
    );
  }
}
