// The runner loads this file, so it imports nothing: not even the units of `base`.
const BYTES_PER_KIB = 1_024;
const BYTES_PER_MIB = 1_048_576;

/** Standard output, and separately standard error, of one sample unless the request says more. */
export const OUTPUT_BYTES_MAX: number = 64 * BYTES_PER_MIB;

/** End of standard error that comes back for messages. */
export const STDERR_TAIL_BYTES_MAX: number = 4 * BYTES_PER_KIB;

/** Most standard output that a request may ask back as text. */
export const CAPTURE_BYTES_MAX: number = 16 * BYTES_PER_MIB;

/** Chunk in which outputs are hashed and copied; the runner keeps one such buffer. */
export const COPY_CHUNK_BYTES: number = 256 * BYTES_PER_KIB;

/** Free space below which a folder is not used for outputs: one flood and its overshoot. */
export const OUTPUT_FOLDER_BYTES_MIN: number = 256 * BYTES_PER_MIB;

/** Free space below which the output folder counts as full after a sample. */
export const OUTPUT_FOLDER_FULL_BYTES: number = 64 * BYTES_PER_KIB;

/** One message between engine and runner; Linux allows about 2 MiB of words and environment. */
export const MESSAGE_BYTES_MAX: number = 64 * BYTES_PER_MIB;

/** Longest time between two looks at the deadline and at the size of the output. */
export const LOOK_EVERY_MS = 100;

/** Time in which the rest of a tree may end by itself after the command did. */
export const STRAGGLER_MS_MAX = 100;

/** Time between two looks at stragglers, in µs: it bounds the error of their wall time. */
export const STRAGGLER_LOOK_US = 100;

/** Time in which killed processes have to be gone; only a process stuck in the kernel is slower. */
export const KILL_MS_MAX = 2_000;

/** Processes that are named in `leftovers`; the rest is counted. */
export const LEFTOVERS_NAMED_MAX = 20;

/** Characters of a leftover's command line. */
export const LEFTOVER_NAME_LENGTH_MAX = 120;

/** Looks at the process table while what was left is killed: killing takes effect at once. */
export const KILL_LOOKS_MAX = 1_000;

/** What a peak must exceed the runner's own by to be believed: kernel counters are that coarse. */
export const MEMORY_FLOOR_MARGIN_BYTES: number = 4 * BYTES_PER_MIB;

/** Scheduling priority that the runner asks for; its children inherit it. */
export const NICENESS_WANTED = -10;

/** Start of the runner until its first message. */
export const RUNNER_START_MS_MAX = 10_000;

/** Time that the runner may need beyond a sample's own timeout: hashing, killing, answering. */
export const RUNNER_ANSWER_MS_MAX = 15_000;

/** Time for the runner to end after it was told to. */
export const RUNNER_CLOSE_MS_MAX = 5_000;

/** What is kept of the runner's own standard error, for the message about its death. */
export const RUNNER_STDERR_LENGTH_MAX = 2_000;

/** Longest timeout of a sample: one day. */
export const TIMEOUT_MS_MAX = 86_400_000;

/** Time between two tries for the machine lock. */
export const LOCK_RETRY_MS = 200;

/** Longest content of a lock file that is read. */
export const LOCK_FILE_BYTES_MAX: number = 4 * BYTES_PER_KIB;

/** Time for one tool to say its version. */
export const TOOL_VERSION_MS_MAX = 2_000;

/** Output of a tool that is asked for its version. */
export const TOOL_OUTPUT_BYTES_MAX: number = 64 * BYTES_PER_KIB;

/** One run under an instruction counter, which may be 50 times slower than the plain one. */
export const WITNESS_MS_MAX = 600_000;

/** Trying out whether a counter works, on a program that does nothing. */
export const WITNESS_TRY_MS_MAX = 30_000;

/** Interpreter line of a script that is read for a message. */
export const SHEBANG_BYTES_MAX = 256;

/** Cores that a process which is none of the samples' must keep busy to be worth a word. */
export const BYSTANDER_CORES_MIN = 0.2;

/** Such processes that are named for a batch. */
export const BYSTANDERS_NAMED_MAX = 3;
