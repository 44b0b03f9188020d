import { BYTES_PER_MIB } from '../../base/index.ts';

/** Bounds that a test makes smaller; everybody else leaves them out. */
export interface ForgeLimits {
  /** One request from its start to the last byte of its answer. GitHub itself gives up at 10 s. */
  readonly requestMs: number;
  /** One answer. A page of 100 review comments with long diff hunks takes about 2 MiB. */
  readonly answerBytesMax: number;
  /** Pages of one list; with 100 entries each. */
  readonly pagesMax: number;
}

/** What holds unless a test says otherwise. */
export const FORGE_LIMITS: ForgeLimits = {
  requestMs: 30_000,
  answerBytesMax: 16 * BYTES_PER_MIB,
  pagesMax: 30,
};

/** Entries of one page; the most that GitHub gives. */
export const PAGE_SIZE = 100;

/** Redirects that are followed, as after a repository was renamed; on the same host only. */
export const REDIRECTS_MAX = 3;

/** Times that one request is sent when the caller allows waiting for the end of a rate limit. */
export const RATE_ATTEMPTS_MAX = 4;

/** Wait when a rate limit says nothing about its end, by GitHub's own advice. */
export const RATE_WAIT_MS_DEFAULT = 60_000;

/** Shortest wait after a rate limit, so that an end in the past is no busy loop. */
export const RATE_WAIT_MS_MIN = 1_000;

/** Words of a host that are put into a message. */
export const WORDS_MAX = 300;

/** Longest title that is sent, in characters; GitHub's own limit. */
export const TITLE_CHARACTERS_MAX = 256;

/** Longest text of a pull request or comment, in characters; GitHub's own limit. */
export const BODY_CHARACTERS_MAX = 65_536;

/** Asking `gh` whether somebody is logged in; it looks into files or a keyring. */
export const LOGIN_CHECK_MS = 10_000;

/** Times that a pull request of plain git is numbered anew because another hone was faster. */
export const NUMBER_ATTEMPTS_MAX = 20;

/** Largest record of a pull request of plain git. */
export const RECORD_BYTES_MAX = BYTES_PER_MIB;
