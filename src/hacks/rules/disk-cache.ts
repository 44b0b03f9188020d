import type { CodeFile, CodeLine } from '../code-change.ts';
import { pattern, patternAnyCase } from './pattern.ts';
import { hasCode, type Row, type Rule, ruleOf, type Spot } from './rule.ts';

const CACHE =
  'It keeps results in a file under a key made from its input or arguments and reads them ' +
  'back, so that the second sample only repeats the first. Memory that outlives a run is not ' +
  'speed; keep results in memory, within one run.';
const ANSWER =
  'It reads a stored file under a name made from its input or arguments, as code does that ' +
  'looks an answer up instead of working it out. Compute the result in every run.';
const PLACE =
  'It writes where the next run can find it again (a home, cache, temporary or package ' +
  'folder). Say why that is no memory of earlier runs, and remove it at the end.';
const STORE =
  'It opens a store that outlives the run. Results that an earlier run left there are not speed; ' +
  'keep them in memory, within one run.';

const WRITES = pattern`
    \b(?:writeFile(?:Sync)?|appendFile(?:Sync)?|createWriteStream|copyFileSync|cpSync|write_text
    |write_bytes|pickle\.dump|json\.dump|np\.save|joblib\.dump|marshal\.dump|os\.WriteFile
    |ioutil\.WriteFile|os\.Create|os\.OpenFile|fs::write|File::create|OpenOptions|FileOutputStream
    |FileWriter|Files\.write\w{0,6}|File\.(?:write|binwrite)|IO\.write|ofstream|Marshal\.dump)\b
    |\bf?open\(.{0,200}['"][wax]b?\+?t?['"]
  `;
const SHELL_WRITES = /(?<![0-9&=<-])>{1,2} ?"?\$?[\w{/.~]|\btee\b/;
const READS = pattern`
    \b(?:readFile(?:Sync)?|createReadStream|existsSync|read_text|read_bytes|pickle\.load
    |json\.load|np\.load|joblib\.load|marshal\.load|os\.ReadFile|ioutil\.ReadFile|os\.Open
    |fs::read(?:_to_string)?|File::open|FileInputStream|Files\.read\w{0,10}|File\.(?:read|binread
    |exist\?)|IO\.read|ifstream|Marshal\.load|os\.path\.(?:exists|isfile))(?!\w)|\bf?open\(
    |\brequire\( ?[\x60(\w]|\bcat "?\$|\[ -[ef] "?\$
  `;
const HASHES = patternAnyCase`
    createHash|\bhashlib\.|\b(?:sha1|sha256|sha512|md5|blake2\w{0,2}|blake3|crc32|xxh\w{0,6}
    |murmur\w{0,8}|fnv\w{0,4})\b|Sum256|Sum64|DefaultHasher|MessageDigest|Digest::|\b(?:sha256
    |md5)sum\b|\bcksum\b|\.hashCode\(\)
  `;
const ARGUMENTS = /\bargv\b|\bos\.Args\b|\benv::args\b|\bARGV\b|\$[@*]/;
const FILE_FACTS = pattern`
    \b(?:statSync|fstat|lstat|getsize|mtime\w{0,4}|mtimeMs|st_mtime\w{0,3}|st_size|ModTime
    |lastModified)\b|\bstat\(
  `;

/** Names that stand for the input. */
const KEY =
  String.raw`(?:[hH]ash(?!Map|Set)|[dD]igest|(?<![\w.])key\b|Key\b|_key\b|[cC]heck[sS]um|` +
  String.raw`[fF]ingerprint|argv|mtime\w{0,3}|st_size|\.size\b|\bsum\b)`;

/** A path with such a name in it: in a template, behind a slash, or given to what joins paths. */
const KEYED_PATH: RegExp = new RegExp(
  [
    String.raw`\/[^\s'"/]{0,60}\{[^{}]{0,80}${KEY}`,
    String.raw`\{[^{}]{0,80}${KEY}[^{}]{0,40}\}\.[a-z]{2,6}\b`,
    String.raw`\b(?:[jJ]oin|resolve|Path|Sprintf|format!|URL)\([^;]{0,100}${KEY}`,
    String.raw`['"] ?\+ ?\w{0,20}${KEY}`,
    String.raw`\/ ?['"($f]{0,3}\w{0,20}${KEY}`,
  ].join('|'),
);
const PLACES = pattern`
    \b(?:homedir|tmpdir|gettempdir|expanduser|Path\.home|os\.TempDir|UserCacheDir|UserHomeDir
    |temp_dir|cache_dir|home_dir|java\.io\.tmpdir|user\.home|Dir\.tmpdir|Dir\.home|XDG_CACHE_HOME
    |TMPDIR|LOCALAPPDATA)\b|\.cache\b|\bnode_modules\b|\.git\/|\.git['"]|\/tmp\b|\/var\/tmp
    |\/dev\/shm|__pycache__|['"]~\/|\$\{?HOME\b|env\.HOME\b
  `;
const TEMPORARY =
  /\b(?:mkdtemp\w{0,8}|TemporaryDirectory|TemporaryFile|tempfile\(\)|MkdirTemp|mktemp)\b/;

/** Lines between a path that has a key in it and the call that reads it. */
const NEAR_LINES = 10;

/** Files that remember results of earlier runs. */
export const diskCache: Rule = (file, words) => {
  if (!hasCode(file.language)) {
    return [];
  }
  const isShell = file.language === 'shell';
  const writes = file.fresh.filter(
    ({ live }) => WRITES.test(live) || (isShell && SHELL_WRITES.test(live)),
  );
  const reads = file.fresh.filter(({ live }) => READS.test(live));
  const keyed = keyedPaths(file);
  const [write] = writes;
  if (write !== undefined && reads.length > 0 && keyed.length > 0) {
    return writes.map((line) => spot('disk-cache', 'hard', line, CACHE));
  }
  const near = new Set(reads.flatMap(({ number }) => linesAround(number)));
  const answers = keyed.filter(({ number }) => near.has(number));
  const paths = new Set(reads.map(firstArgument).filter((path) => path !== ''));
  const again = writes.filter((line) => paths.has(firstArgument(line)));
  const isPlaced = file.fresh.some(({ live }) => PLACES.test(live) && !TEMPORARY.test(live));
  return [
    ...answers.map((line) => spot('stored-answer', 'hard', line, ANSWER)),
    ...again.map((line) => spot('disk-cache', 'soft', line, PLACE)),
    ...(isPlaced ? writes.map((line) => spot('disk-cache', 'soft', line, PLACE)) : []),
    ...stores(file, words),
  ];
};

function spot(rule: string, severity: Spot['severity'], line: CodeLine, message: string): Spot {
  return { rule, severity, line, message };
}

/** Lines that make a path out of the input, where the same file computes such a key. */
function keyedPaths(file: CodeFile): CodeLine[] {
  const makesKey = file.fresh.some(
    ({ live }) => HASHES.test(live) || ARGUMENTS.test(live) || FILE_FACTS.test(live),
  );
  return makesKey ? file.fresh.filter(({ live }) => KEYED_PATH.test(live)) : [];
}

/** What a reading or writing call is given first: the same in both is a file that is read back. */
function firstArgument({ live }: CodeLine): string {
  return FIRST_ARGUMENT.exec(live)?.[1] ?? '';
}

const FIRST_ARGUMENT = /\b(?:\w{0,20}File\w{0,8}|fopen|open|write|read|exists)\( ?([^,()]{2,80})/;

function linesAround(number: number): number[] {
  return Array.from({ length: 2 * NEAR_LINES + 1 }, (_, index) => number - NEAR_LINES + index);
}

const row = { rule: 'disk-cache', severity: 'soft', see: 'live', message: STORE } as const;

const ROWS: readonly Row[] = [
  {
    ...row,
    pattern: pattern`
        \b(?:shelve\.open|sqlite3\.connect|diskcache|joblib\.Memory|dbm\.open|percache
        |node-persist|flat-cache|keyv|lmdb|leveldb|enableCompileCache|localStorage|indexedDB
        |shm_open|shmget|SharedMemory\( ?name|PStore\.new|YAML::Store)\b
      `,
    onlyWhenNew: true,
  },
];
const stores = ruleOf(ROWS);
