import { BYTES_PER_KIB, BYTES_PER_MIB } from '../../base/index.ts';

/** Bounds that a test makes smaller; everybody else leaves them out. */
export interface ModelLimits {
  /** Answers of the model in one piece of work. */
  readonly roundsMax: number;
  /** One answer as it comes over the wire; a token takes up to 300 bytes of it. */
  readonly answerBytesMax: number;
  /** Longest time without a byte: a local model may read a long prompt for minutes first. */
  readonly idleMs: number;
  /** Time that one search may take. */
  readonly searchMs: number;
  /** Time that one command may take when the model names none. */
  readonly commandMs: number;
  /** Between SIGTERM and SIGKILL for such a command. */
  readonly graceMs: number;
  /** The record of the conversation that is kept for people. */
  readonly logBytesMax: number;
}

/** What holds unless a test says otherwise. */
export const MODEL_LIMITS: ModelLimits = {
  roundsMax: 200,
  answerBytesMax: 32 * BYTES_PER_MIB,
  idleMs: 240_000,
  searchMs: 5_000,
  commandMs: 120_000,
  graceMs: 2_000,
  logBytesMax: 16 * BYTES_PER_MIB,
};

/** Times that one request is sent before its failure counts. */
export const ATTEMPTS_MAX = 6;

/** Wait before the second attempt; it doubles from there. */
export const RETRY_WAIT_MS_FIRST = 1_000;

/** Longest wait that a server may ask for; a longer one is for who started the work to decide. */
export const RETRY_WAIT_MS_MAX = 120_000;

/** Time for a server to close its answer after it said that it is over. */
export const CLOSE_MS_MAX = 500;

/** The answer to a request that failed. */
export const REFUSAL_BYTES_MAX: number = 64 * BYTES_PER_KIB;

/** Characters of a server's own words that a message shows. */
export const SERVER_WORDS_MAX = 600;

/** The list of models that a server has. */
export const MODELS_BYTES_MAX: number = 4 * BYTES_PER_MIB;

/** Time for that list. */
export const MODELS_MS_MAX = 10_000;

/** Calls of tools in one answer; the rest is not done, and the model is told. */
export const CALLS_MAX = 1_000;

/** Calls one after the other that can't be understood. */
export const BROKEN_CALLS_MAX = 5;

/** Times that a call may bring the same result before the work counts as going in circles. */
export const SAME_CALL_MAX = 6;

/** Answers one after the other without a call that are answered with a reminder. */
export const REMINDERS_MAX = 2;

/** Quick measurements of one attempt. */
export const QUICK_LOOKS_MAX = 4;

/** All messages together; the oldest results give way before that. */
export const CONVERSATION_BYTES_MAX: number = 16 * BYTES_PER_MIB;

/** Text that one call of a tool brings. */
export const RESULT_BYTES_MAX: number = 32 * BYTES_PER_KIB;

/** A file that is read or edited. */
export const FILE_BYTES_MAX: number = 8 * BYTES_PER_MIB;

/** Lines that one call of `read_file` brings. */
export const LINES_READ_MAX = 600;

/** Characters of one line that `read_file` shows. */
export const LINE_LENGTH_MAX = 2_000;

/** Names that one call of `list_files` brings. */
export const NAMES_LISTED_MAX = 500;

/** Files and folders that are looked at in one walk. */
export const WALK_ENTRIES_MAX = 50_000;

/** Files longer than this are not searched. */
export const SEARCHED_FILE_BYTES_MAX: number = 2 * BYTES_PER_MIB;

/** Time that one file may take; nothing else runs in hone meanwhile. */
export const FILE_SEARCH_MS_MAX = 500;

/** What is searched for. */
export const PATTERN_LENGTH_MAX = 1_000;

/** Characters of a line that are searched. */
export const SEARCHED_LINE_LENGTH_MAX = 2_000;

/** Characters of a found line that are shown. */
export const FOUND_LINE_LENGTH_MAX = 240;

/** Lines that one search brings. */
export const FOUND_LINES_MAX = 100;

/** Longest path. */
export const PATH_LENGTH_MAX = 1_000;

/** Longest time that the model may give a command. */
export const COMMAND_MS_MAX = 1_800_000;

/** Each of the two outputs of such a command. */
export const COMMAND_OUTPUT_BYTES_MAX: number = 16 * BYTES_PER_MIB;

/** Characters of a name, an address or the like that a message shows. */
export const NAME_SHOWN_LENGTH_MAX = 200;

/** Bytes of text in a token, for servers that count no tokens. */
export const BYTES_PER_TOKEN = 4;

/** The same while an answer is still on its way: so many that it is never too early to stop. */
export const BYTES_PER_TOKEN_MAX = 8;

/** A key that is shorter is a word that local servers ask for, such as `none`. */
export const KEY_LENGTH_MIN = 6;
