import { existsSync } from 'node:fs';

import { COMMAND_CHARS_MAX } from './limits.ts';
import { leadsInto } from './path-place.ts';

/** Where programs and what they need lie; a command that names one of them only runs it. */
const SYSTEM = /^\/(bin|sbin|lib|lib64|usr|opt|nix)(\/|$)/;
const DEVICE = /^\/dev\/(null|zero|full|random|urandom|tty|std(in|out|err)|fd)(\/|$)/;

/** Programs whose work is to reach other machines, at the beginning of a word. */
const FETCHERS = /(?:^|[\s;|&(`'"/])(curl|wget|ssh|scp|sftp|rsync|ncat|nc|telnet|ftp)(?=\s|$)/;

/** The same done by programs that mostly do other things. */
const FETCHING = [
  /\bgit\b[^;|&\n]*\s(clone|fetch|pull|push|ls-remote)\b/,
  /\b(npm|pnpm|yarn|bun|deno)\s+(i|install|add|ci|update|upgrade|publish|create|dlx)\b/,
  /\b(pip3?|pipx|poetry|conda)\s+(install|add|update|download)\b/,
  /\buv\s+(add|sync|pip\s+install)\b/,
  /\bcargo\s+(install|add|update|fetch|publish)\b/,
  /\bgo\s+(get|mod\s+download)\b/,
  /\b(gem|bundle|composer)\s+(install|update|require)\b/,
  /\b(apt|apt-get|apk|dnf|yum|brew|pacman)\s+(-\S+\s+)*(install|update|upgrade|add|-S\w*)\b/,
];

const URL_PATTERN = /\b(?:https?|ftp|wss?):\/\/[^\s'"`<>;|()]*/gi;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/;

/** Between the words of a command line; quotes end a word too, since both sides are looked at. */
const BETWEEN_WORDS = /[\s'"`;|&()<>,=:]+/;

/**
 * What a command line reaches outside the roots, in words for a person, or null when nothing shows.
 *
 * A look for honest mistakes: a line can hide what it does in a hundred ways, and what really holds
 * it is the sandbox.
 *
 * @param cwd - absolute; where it would run
 */
export function reachOutside(
  command: string,
  cwd: string,
  roots: readonly string[],
): string | null {
  if (command.length > COMMAND_CHARS_MAX) {
    return 'a command line too long to be looked at';
  }
  const urls = command.match(URL_PATTERN) ?? [];
  const stranger = urls.find((url) => !isOfThisMachine(url));
  if (stranger !== undefined) {
    return `the network (${stranger})`;
  }
  const fetcher = FETCHERS.exec(command)?.[1];
  if (fetcher !== undefined && urls.length === 0) {
    return `the network (${fetcher})`;
  }
  const fetching = FETCHING.map((pattern) => pattern.exec(command)?.[0]).find(Boolean);
  if (fetching !== undefined) {
    return `the network (${fetching})`;
  }
  return command.split(BETWEEN_WORDS).find((word) => isOutside(word, cwd, roots)) ?? null;
}

/** True for a URL whose host is this machine. */
export function isOfThisMachine(url: string): boolean {
  try {
    return LOOPBACK.test(new URL(url).hostname);
  } catch {
    return false; // whatever it is, nobody knows where it leads
  }
}

function isOutside(word: string, cwd: string, roots: readonly string[]): boolean {
  if (/^(~|\$HOME\b|\$\{HOME\b)/.test(word)) {
    return true;
  }
  if (word.startsWith('/')) {
    // `/api/v1` or `/pattern/` in a command is no path unless there is such a folder.
    const first = /^\/+[^/]*/.exec(word)?.[0] ?? '/';
    const isPath = existsSync(first) && !SYSTEM.test(word) && !DEVICE.test(word);
    return (isPath || word.includes('/../')) && !leadsInto(word, cwd, roots);
  }
  return /(^|\/)\.\.(\/|$)/.test(word) && !leadsInto(word, cwd, roots);
}
