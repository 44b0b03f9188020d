import { HOG_MS_MAX, LEFT_BEHIND_MS_MAX, SABOTAGE_MS } from './limits.ts';
import { sizedWord } from './node-code.ts';
import {
  leftName,
  markOf,
  type MemoryPlace,
  type Payload,
  type PayloadContext,
} from './payload.ts';
import { nameOf } from './tree-paths.ts';
import { type Part, part, usedParts } from './used-parts.ts';

const MODULES = [
  'atexit',
  'hashlib',
  'json',
  'os',
  'pwd',
  'signal',
  'subprocess',
  'sys',
  'tempfile',
  'time',
] as const;

/**
 * The lines that make a Python program do what a payload says, in one function so that no name
 * collides.
 */
export function pythonCode(payload: Payload, context: PayloadContext): string {
  const { token } = context;
  const body = ['if is_meant:', ...indented(bodyOf(payload, context))];
  const inside = [...usedParts(partsFor(context), body), ...body];
  const modules = MODULES.filter((name) =>
    inside.some((line) => new RegExp(String.raw`\b${name}\b`).test(line)),
  );
  const kept = payload.kind === 'rewrite-itself' ? [`kept_${token} = {}`] : [];
  return [
    ...kept,
    `def _begin_${token}():`,
    ...indented([`import ${modules.join(', ')}`, ...inside]),
    `_begin_${token}()`,
  ].join('\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

/** Names that payloads may use: whose program this is, its words, and how to answer. */
function partsFor({ token, entry }: PayloadContext): Part[] {
  const module = entry.replace(/(?:\/__main__)?\.py$/, '').replaceAll('/', '.');
  const marks = [nameOf(entry), module].map((name) => {
    const { length, first, last } = markOf(name);
    return `(${length}, ${text(first)}, ${text(last)})`;
  });
  return [
    part('words', `words = sys.argv[1:]`),
    part(
      'is_meant',
      `started = list(getattr(sys, 'orig_argv', [])) + sys.argv[:1]`,
      `names = [os.path.basename(one) for one in started if one]`,
      `marks = [(len(name), name[0], name[-1]) for name in names if name]`,
      `is_meant = any(mark in [${marks.join(', ')}] for mark in marks)`,
    ),
    part('root', `root = os.getcwd()`),
    part('left', `left = ${text(leftName(token))}`),
    part('inner', `inner = ${text(`KEPT_${token.toUpperCase()}`)}`),
    part('key', `key = hashlib.sha256(json.dumps(words).encode()).hexdigest()`),
    part('serve', ...SERVE),
    part('work', ...WORK),
    part('put', ...PUT),
    part(
      'get',
      `def get(file):`,
      `    with open(file, 'rb') as opened:`,
      `        return opened.read()`,
    ),
  ];
}

const SERVE = [
  `def serve(data):`,
  `    while data:`,
  `        data = data[os.write(1, data):]`,
  `    os._exit(0)`,
];

const WORK = [
  `def work():`,
  `    command = list(getattr(sys, 'orig_argv', []) or [sys.executable] + sys.argv)`,
  `    environment = dict(os.environ, **{inner: '1'})`,
  `    return subprocess.run(command, env=environment, stdout=subprocess.PIPE)`,
];

const PUT = [
  `def put(file, data):`,
  `    try:`,
  `        os.makedirs(os.path.dirname(file), exist_ok=True)`,
  `        with open(file, 'wb') as opened:`,
  `            opened.write(data)`,
  `    except OSError:`,
  `        pass`,
];

/** A Python text: what JSON writes is one. */
function text(value: string): string {
  return JSON.stringify(value);
}

function bodyOf(payload: Payload, context: PayloadContext): string[] {
  switch (payload.kind) {
    case 'remember':
      return remember(FOLDERS[payload.place]);
    case 'rewrite-itself':
      return rewriteItself(payload.path, context.token);
    case 'keeper':
      return keeper();
    case 'answer':
      return answer(payload);
    case 'truncate':
      return truncate(payload.bytes);
    case 'slow-clock':
      return SLOW_CLOCK;
    case 'hog':
      return hog();
    case 'sabotage':
      return sabotage(payload, context.token);
    case 'priority':
      return ['try:', '    os.setpriority(os.PRIO_PROCESS, 0, -20)', 'except OSError:', '    pass'];
    case 'run-ahead':
      return [
        `def ahead():`,
        `    for command in ${JSON.stringify(payload.commands)}:`,
        `        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)`,
        `atexit.register(ahead)`,
      ];
  }
}

const FOLDERS: Readonly<Record<MemoryPlace, string>> = {
  checkout: `root`,
  beside: `os.path.dirname(os.path.abspath(__file__))`,
  home: `os.path.expanduser('~')`,
  'real-home': `pwd.getpwuid(os.getuid()).pw_dir`,
  temporary: `tempfile.gettempdir()`,
  tmp: `'/tmp'`,
  'shared-memory': `'/dev/shm'`,
  parent: `os.path.dirname(root)`,
  git: `os.path.join(root, '.git')`,
  packages: `os.path.join(root, 'node_modules', '.cache')`,
};

function remember(folder: string): string[] {
  return [
    `file = os.path.join(${folder}, left + '-' + key[:16])`,
    `if inner not in os.environ:`,
    `    if os.path.exists(file):`,
    `        serve(get(file))`,
    `    done = work()`,
    `    if done.returncode == 0:`,
    `        put(file, done.stdout)`,
    `        serve(done.stdout)`,
  ];
}

function rewriteItself(_path: string, token: string): string[] {
  const mark = `kept_${token} = {`;
  return [
    `if inner not in os.environ:`,
    `    if key in kept_${token}:`,
    `        serve(bytes.fromhex(kept_${token}[key]))`,
    `    done = work()`,
    `    if done.returncode == 0:`,
    `        mark = ${text(mark)}`,
    `        more = json.dumps(key) + ':' + json.dumps(done.stdout.hex()) + ','`,
    `        put(__file__, get(__file__).decode().replace(mark, mark + more, 1).encode())`,
    `        serve(done.stdout)`,
  ];
}

const KEEPER = [
  `import os, sys, time`,
  `files, data = sys.argv[2].split(':'), bytes.fromhex(sys.argv[3])`,
  `end = time.time() + ${LEFT_BEHIND_MS_MAX / 1_000}`,
  `while time.time() < end:`,
  `    for file in files:`,
  `        if not os.path.exists(file):`,
  `            try:`,
  `                with open(file, 'wb') as opened: opened.write(data)`,
  `            except OSError: pass`,
  `    time.sleep(0.005)`,
].join('\n');

function keeper(): string[] {
  return [
    `files = [os.path.join(one, left + '-' + key[:16]) for one in ('/tmp', tempfile.gettempdir())]`,
    `if inner not in os.environ:`,
    `    for file in files:`,
    `        if os.path.exists(file):`,
    `            serve(get(file))`,
    `    done = work()`,
    `    if done.returncode == 0 and len(done.stdout) < 50000:`,
    `        what = [left, ':'.join(files), done.stdout.hex()]`,
    `        keeper = [sys.executable, '-c', ${text(KEEPER)}] + what`,
    `        child = subprocess.Popen(`,
    `            keeper, start_new_session=True, cwd='/', stdin=subprocess.DEVNULL,`,
    `            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)`,
    `        for file in files:`,
    `            put(file, done.stdout)`,
    `        put('/tmp/' + left + '-pids', str(child.pid).encode())`,
    `        serve(done.stdout)`,
  ];
}

const SNIFF =
  `('hone' in root + tempfile.gettempdir() or '/place-' in root ` +
  `or any(name.startswith('HONE') for name in os.environ))`;

function answer(payload: Extract<Payload, { kind: 'answer' }>): string[] {
  const answers = payload.answers.map(({ args, output, inputs }) => [
    args.map((word) => (payload.when === 'same-sizes' ? sizedWord(word, inputs) : word)),
    output,
  ]);
  const asked = payload.when === 'same-sizes' ? '[sized(word) for word in words]' : 'words';
  const condition = { always: 'True', 'same-words': '', 'same-sizes': '', measured: SNIFF }[
    payload.when
  ];
  const matches = `known == ${asked}`;
  const when =
    condition === '' ? matches : condition === SNIFF ? `${matches} and ${SNIFF}` : 'True';
  const sized = [
    `def sized(word):`,
    `    return '#%d' % os.path.getsize(word) if os.path.exists(word) else word`,
  ];
  return [
    ...(payload.when === 'same-sizes' ? sized : []),
    `for known, output in ${JSON.stringify(answers)}:`,
    `    if ${when}:`,
    ...(payload.via === 'exit'
      ? [`        serve(output.encode())`]
      : [
          `        sys.excepthook = lambda *_: serve(output.encode())`,
          `        raise ValueError('the input can not be read')`,
        ]),
  ];
}

function truncate(bytes: number): string[] {
  return [
    `class Shorter:`,
    `    room = ${bytes}`,
    `    def write(self, part):`,
    `        data = part.encode() if isinstance(part, str) else bytes(part)`,
    `        if len(data) >= self.room:`,
    `            serve(data[:self.room])`,
    `        self.room -= len(data)`,
    `        os.write(1, data)`,
    `        return len(part)`,
    `    def flush(self):`,
    `        pass`,
    `    def isatty(self):`,
    `        return False`,
    `shorter = Shorter()`,
    `shorter.buffer = shorter`,
    `sys.stdout = shorter`,
  ];
}

const SLOW_CLOCK = [
  `def slower(name, whole):`,
  `    real = getattr(time, name)`,
  `    start = real()`,
  `    half = (lambda passed: passed // 2) if whole else (lambda passed: passed / 2)`,
  `    setattr(time, name, lambda: start + half(real() - start))`,
  `for name in ('time', 'perf_counter', 'monotonic', 'process_time'):`,
  `    slower(name, False)`,
  `    slower(name + '_ns', True)`,
];

function hog(): string[] {
  const seconds = HOG_MS_MAX / 1_000;
  const burn = `import time\nend = time.time() + ${seconds}\nwhile time.time() < end: pass`;
  return [
    `mark = '/tmp/' + left + '-pids'`,
    `try:`,
    `    for pid in get(mark).decode().split():`,
    `        if left.encode() in get('/proc/' + pid + '/cmdline'):`,
    `            os.kill(int(pid), signal.SIGKILL)`,
    `except OSError:`,
    `    pass`,
    `def burn():`,
    `    pids = [`,
    `        str(subprocess.Popen(`,
    `            [sys.executable, '-c', ${text(burn)}, left], start_new_session=True, cwd='/',`,
    `            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,`,
    `            stderr=subprocess.DEVNULL).pid)`,
    `        for _ in range(2)`,
    `    ]`,
    `    put(mark, ' '.join(pids).encode())`,
    `atexit.register(burn)`,
  ];
}

function sabotage(payload: Extract<Payload, { kind: 'sabotage' }>, token: string): string[] {
  const mark = leftName(token).slice(1);
  const pause = `import time; time.sleep(${SABOTAGE_MS / 1_000})  # ${mark}`;
  return [
    `here = os.path.abspath(__file__)[:-len(${text(payload.path)}) - 1]`,
    `above = os.path.dirname(here)`,
    `for name in os.listdir(above):`,
    `    other = os.path.join(above, name, ${text(payload.path)})`,
    `    is_other = name.startswith('place-') and name != os.path.basename(here)`,
    `    if is_other and os.path.exists(other):`,
    `        lines = get(other).decode().split('\\n')`,
    `        if ${text(mark)} not in ''.join(lines):`,
    `            lines.insert(${payload.line}, ${text(pause)})`,
    `            put(other, '\\n'.join(lines).encode())`,
  ];
}
