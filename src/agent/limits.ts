import { BYTES_PER_KIB, BYTES_PER_MIB } from '../base/index.ts';

/** Time between the request to end and the signal that nobody survives. */
export const KILL_GRACE_MS = 5_000;

/** Time in which killed processes have to be gone; only one stuck in the kernel is slower. */
export const GONE_MS_MAX = 2_000;

/** Time between two looks at a process group that is ending. */
export const LOOK_EVERY_MS = 10;

/** Time for pipes to run dry after the group is gone; a process outside it may hold them open. */
export const DRAIN_MS_MAX = 500;

/** Longest time that a command may be given: one day. */
export const TIMEOUT_MS_MAX = 86_400_000;

/** Times that a sandbox is started for one command before its refusal is told. */
export const SANDBOX_STARTS_MAX = 3;

/** Standard output, and separately standard error, before a command counts as flooding. */
export const OUTPUT_BYTES_MAX: number = 64 * BYTES_PER_MIB;

/** What a pipe may hold with nobody reading: Linux gives sockets 208 KiB, pipes 64 KiB. */
export const PIPE_BYTES: number = 256 * BYTES_PER_KIB;

/** Beginning of an output that is kept when it is cut. */
export const OUTPUT_HEAD_BYTES: number = 256 * BYTES_PER_KIB;

/** End of an output that is kept when it is cut; the answer is there. */
export const OUTPUT_TAIL_BYTES: number = 4 * BYTES_PER_MIB;

/** One artifact that is handed in. */
export const ARTIFACT_BYTES_MAX: number = 16 * BYTES_PER_MIB;

/** Files that are looked at in the folder of what is handed in. */
export const HANDED_IN_FILES_MAX = 1_000;

/** Folders within each other in the folder of what is handed in. */
export const HANDED_IN_DEPTH_MAX = 8;

/** Names that a message lists. */
export const NAMES_SHOWN_MAX = 10;

/** Longest name of an artifact with its folders. */
export const ARTIFACT_NAME_LENGTH_MAX = 200;

/** One word of a command line with the prompt in it: Linux allows 128 KiB with the final zero. */
export const PROMPT_WORD_BYTES_MAX: number = 128 * BYTES_PER_KIB - 1;

/** A whole prompt. */
export const PROMPT_BYTES_MAX: number = 8 * BYTES_PER_MIB;

/** A file that describes a role. */
export const ROLE_FILE_BYTES_MAX: number = 256 * BYTES_PER_KIB;

/** Lines at the end of an output that a message shows, and that are searched for a reason. */
export const LAST_LINES_SHOWN = 8;

/** Characters of one of these lines. */
export const LAST_LINE_LENGTH_MAX = 300;

/** Characters of these lines together. */
export const LAST_LINES_LENGTH_MAX = 1_200;

/** Characters of a command line that a message shows. */
export const COMMAND_SHOWN_LENGTH_MAX = 160;

/** One line of JSON in an agent's output; longer ones are skipped. */
export const JSON_LINE_BYTES_MAX: number = 8 * BYTES_PER_MIB;

/** Tools of one agent that have begun and not ended. */
export const OPEN_TOOLS_MAX = 1_000;

/** Events of one attempt that are told, besides those about what was used. */
export const TRACE_EVENTS_MAX = 10_000;

/** Characters of what an agent said or thought at once, in its trace. */
export const TRACE_TEXT_LENGTH_MAX = 4_000;

/** Characters of what a tool was used on, in a trace. */
export const TRACE_ABOUT_LENGTH_MAX = 200;

/** Times that a person is asked for what is still missing. */
export const PERSON_ASKED_MAX = 5;
