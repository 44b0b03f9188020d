import { BYTES_PER_MIB } from '../../base/index.ts';

/** Time for the answers that come before the work: a first start may fetch the agent's program. */
export const ANSWER_MS_MAX = 120_000;

/** One message of the agent: files travel inside of them. */
export const MESSAGE_BYTES_MAX: number = 32 * BYTES_PER_MIB;

/** All messages of the agent; a day's session with long files stays below. */
export const TRAFFIC_BYTES_MAX: number = 256 * BYTES_PER_MIB;

/** What the agent prints as errors. */
export const ERROR_OUTPUT_BYTES_MAX: number = 64 * BYTES_PER_MIB;

/** The log of one attempt, both directions together; what comes later is left out. */
export const LOG_BYTES_MAX: number = 64 * BYTES_PER_MIB;

/** Lines that are no messages; agents print a greeting or a warning, not a book. */
export const STRAY_LINES_MAX = 200;

/** Characters of a stray line that are kept for a message. */
export const STRAY_LINE_CHARS_MAX = 2_000;

/** Time for telling an agent that its work is cancelled before it is ended. */
export const CANCEL_MS_MAX = 100;

/** Permissions, and whatever else the agent asks of hone, in one attempt. */
export const AGENT_REQUESTS_MAX = 500;

/** Ways to log in that are tried. */
export const LOGINS_TRIED_MAX = 4;

/** Ways to log in that a message names. */
export const LOGINS_SHOWN_MAX = 5;

/** Calls of tools that are remembered, so that each begins and ends once in the trace. */
export const TOOLS_REMEMBERED_MAX = 1_000;

/** Characters of one thing that was said or thought before the trace gets it in pieces. */
export const SAID_CHARS_MAX = 4_000;

/** Time after which the trace gets what was said, whole paragraph or not. */
export const SAID_HELD_MS_MAX = 500;

/** Characters of what the trace tells about a tool or a permission. */
export const ABOUT_CHARS_MAX = 300;

/** Paths of one call of a tool that are looked at; a call with more is refused. */
export const PATHS_MAX = 1_000;

/** Characters of a command line that is looked at; a longer one is refused. */
export const COMMAND_CHARS_MAX = 100_000;

/** Folders within each other in the input of a tool that are searched for paths. */
export const INPUT_DEPTH_MAX = 4;
