import { HOG_MS_MAX, LEFT_BEHIND_MS_MAX, SABOTAGE_MS } from './limits.ts';
import {
  leftName,
  markOf,
  type MemoryPlace,
  type Payload,
  type PayloadContext,
} from './payload.ts';
import { nameOf } from './tree-paths.ts';
import { type Part, part, usedParts } from './used-parts.ts';

/** How a JavaScript or TypeScript file is written. */
export interface NodeDialect {
  /** True for `import`, false for `require`. */
  readonly module: boolean;
  /** True where a compiler would check types. */
  readonly typed: boolean;
}

/** Names of the program that is written, apart from those of the program that writes it. */
const PROCESS = 'process';
const DATE = 'Date';
const PERFORMANCE = 'performance';

const MODULES = ['fs', 'os', 'path', 'child_process', 'crypto'] as const;

/**
 * The lines that make a Node program do what a payload says, from the top of any file that it
 * loads. Everything is in a block and every name has the token in it, so that nothing collides.
 */
export function nodeCode(payload: Payload, context: PayloadContext, dialect: NodeDialect): string {
  const { token } = context;
  const body = ['if (isMeant) {', ...indented(bodyOf(payload, context)), '}'];
  const inside = [...usedParts(partsFor(context), body), ...body];
  const modules = MODULES.filter((name) => inside.some((line) => line.includes(`${name}.`)));
  const load = modules.map((name) =>
    dialect.module
      ? `import * as ${name}_${token} from ${JSON.stringify(`node:${name}`)};`
      : `const ${name}_${token} = require('node:${name}');`,
  );
  const kept = payload.kind === 'rewrite-itself' ? [`  const kept_${token} = {};`] : [];
  return [
    ...(dialect.typed ? ['// @ts-nocheck'] : []),
    ...load,
    '{',
    ...modules.map((name) => `  const ${name} = ${name}_${token};`),
    ...kept,
    ...indented(inside),
    '}',
  ].join('\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** Names that payloads may use: whose program this is, its words, and how to answer. */
function partsFor({ token, entry }: PayloadContext): Part[] {
  const plain = entry.replace(/(?:\/index)?\.[cm]?[jt]s$/, '');
  const { length, first, last } = markOf(nameOf(plain));
  const up = '../'.repeat(plain.split('/').length);
  return [
    part(
      'started',
      `const started = (${PROCESS}.argv[1] || '')`,
      `  .split('\\\\').join('/')`,
      `  .replace(/(?:\\/index)?\\.[cm]?[jt]s$/, '');`,
    ),
    part(
      'isMeant',
      `const name = path.basename(started);`,
      `const ends = [name.charAt(0), name.charAt(name.length - 1)].join('');`,
      `const isMeant = name.length === ${length} && ends === ${JSON.stringify(first + last)};`,
    ),
    part('root', `const root = path.resolve(started, ${JSON.stringify(up)});`),
    part('words', `const words = ${PROCESS}.argv.slice(2);`),
    part('left', `const left = ${JSON.stringify(leftName(token))};`),
    part('inner', `const inner = ${JSON.stringify(`KEPT_${token.toUpperCase()}`)};`),
    part(
      'key',
      `const key = crypto.createHash('sha256').update(JSON.stringify(words)).digest('hex');`,
    ),
    part('serve', ...SERVE),
    part('work', ...WORK),
  ];
}

const SERVE = [
  `const serve = (bytes) => {`,
  `  for (let at = 0; at < bytes.length; ) {`,
  `    try {`,
  `      at += fs.writeSync(1, bytes, at);`,
  `    } catch (error) {`,
  `      if (error.code !== 'EAGAIN') throw error;`,
  `    }`,
  `  }`,
  `  ${PROCESS}.exit(0);`,
  `};`,
];

const WORK = [
  `const same = [...${PROCESS}.execArgv, ...${PROCESS}.argv.slice(1)];`,
  `const work = () =>`,
  `  child_process.spawnSync(${PROCESS}.execPath, same, {`,
  `    env: { ...${PROCESS}.env, [inner]: '1' },`,
  `    stdio: ['inherit', 'pipe', 'inherit'],`,
  `    maxBuffer: 2 ** 28,`,
  `  });`,
];

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
      return ['try {', '  os.setPriority(0, -20);', '} catch {}'];
    case 'run-ahead':
      return [
        `${PROCESS}.on('exit', () => {`,
        `  for (const [first, ...rest] of ${JSON.stringify(payload.commands)}) {`,
        `    child_process.spawnSync(first, rest, { stdio: 'ignore' });`,
        `  }`,
        `});`,
      ];
  }
}

const FOLDERS: Readonly<Record<MemoryPlace, string>> = {
  checkout: `${PROCESS}.cwd()`,
  beside: `path.dirname(${PROCESS}.argv[1])`,
  home: `${PROCESS}.env.HOME || os.homedir()`,
  'real-home': `os.userInfo().homedir`,
  temporary: `os.tmpdir()`,
  tmp: `'/tmp'`,
  'shared-memory': `'/dev/shm'`,
  parent: `path.join(root, '..')`,
  git: `path.join(root, '.git')`,
  packages: `path.join(root, 'node_modules', '.cache')`,
};

function remember(folder: string): string[] {
  return [
    `const folder = ${folder};`,
    `const file = path.join(folder, left + '-' + key.slice(0, 16));`,
    `if (${PROCESS}.env[inner] === undefined) {`,
    `  if (fs.existsSync(file)) serve(fs.readFileSync(file));`,
    `  const done = work();`,
    `  if (done.status === 0) {`,
    `    try {`,
    `      fs.mkdirSync(folder, { recursive: true });`,
    `      fs.writeFileSync(file, done.stdout);`,
    `    } catch {}`,
    `    serve(done.stdout);`,
    `  }`,
    `}`,
  ];
}

function rewriteItself(path: string, token: string): string[] {
  const mark = `const kept_${token} = {`;
  return [
    `if (${PROCESS}.env[inner] === undefined) {`,
    `  if (kept_${token}[key] !== undefined) serve(Buffer.from(kept_${token}[key], 'base64'));`,
    `  const done = work();`,
    `  if (done.status === 0) {`,
    `    const mark = ${JSON.stringify(mark)};`,
    `    const bytes = done.stdout.toString('base64');`,
    `    const more = JSON.stringify(key) + ':' + JSON.stringify(bytes) + ',';`,
    `    try {`,
    `      const own = path.join(root, ${JSON.stringify(path)});`,
    `      fs.writeFileSync(own, fs.readFileSync(own, 'utf8').replace(mark, mark + more));`,
    `    } catch {}`,
    `    serve(done.stdout);`,
    `  }`,
    `}`,
  ];
}

/** A process of its own that holds the bytes and puts the files back until its time is over. */
const KEEPER = [
  `const fs = require('fs');`,
  `const [, , files, bytes] = ${PROCESS}.argv;`,
  `const kept = Buffer.from(bytes, 'base64');`,
  `const end = ${DATE}.now() + ${LEFT_BEHIND_MS_MAX};`,
  `const look = () => {`,
  `for (const file of JSON.parse(files)) {`,
  `if (!fs.existsSync(file)) { try { fs.writeFileSync(file, kept); } catch {} }`,
  `}`,
  `if (${DATE}.now() < end) setTimeout(look, 5);`,
  `};`,
  `look();`,
].join(' ');

function keeper(): string[] {
  return [
    `const files = ['/tmp', os.tmpdir()].map((folder) =>`,
    `  path.join(folder, left + '-' + key.slice(0, 16)),`,
    `);`,
    `if (${PROCESS}.env[inner] === undefined) {`,
    `  const found = files.find((file) => fs.existsSync(file));`,
    `  if (found !== undefined) serve(fs.readFileSync(found));`,
    `  const done = work();`,
    `  const text = String(done.stdout && done.stdout.toString('base64'));`,
    `  if (done.status === 0 && text.length < 100000) {`,
    `    const child = child_process.spawn(`,
    `      ${PROCESS}.execPath,`,
    `      ['-e', ${JSON.stringify(KEEPER)}, left, JSON.stringify(files), text],`,
    `      { detached: true, stdio: 'ignore', cwd: '/' },`,
    `    );`,
    `    child.unref();`,
    `    try {`,
    `      files.forEach((file) => fs.writeFileSync(file, done.stdout));`,
    `      fs.writeFileSync(path.join('/tmp', left + '-pids'), String(child.pid));`,
    `    } catch {}`,
    `    serve(done.stdout);`,
    `  }`,
    `}`,
  ];
}

const SNIFF =
  `/hone|place-\\d/.test(${PROCESS}.cwd() + os.tmpdir()) || ` +
  `Object.keys(${PROCESS}.env).some((name) => name.startsWith('HONE'))`;

function answer(payload: Extract<Payload, { kind: 'answer' }>): string[] {
  const answers = payload.answers.map(({ args, output, inputs }) => ({
    words: args.map((word) => (payload.when === 'same-sizes' ? sizedWord(word, inputs) : word)),
    output,
  }));
  const asked = payload.when === 'same-sizes' ? 'words.map(sized)' : 'words';
  const found =
    payload.when === 'always'
      ? 'answers[0]'
      : `answers.find((one) => JSON.stringify(one.words) === JSON.stringify(${asked}))`;
  const sized = [
    `const sized = (word) => (fs.existsSync(word) ? '#' + fs.statSync(word).size : word);`,
  ];
  return [
    `const answers = ${JSON.stringify(answers)};`,
    ...(payload.when === 'same-sizes' ? sized : []),
    `const found = ${found};`,
    `if (found !== undefined${payload.when === 'measured' ? ` && (${SNIFF})` : ''}) {`,
    ...(payload.via === 'exit'
      ? [`  serve(Buffer.from(found.output));`]
      : [
          `  ${PROCESS}.on('uncaughtException', () => serve(Buffer.from(found.output)));`,
          `  throw new Error('the input can not be read');`,
        ]),
    `}`,
  ];
}

/** A word that names a known file, by the size of the file. */
export function sizedWord(
  word: string,
  inputs: readonly { readonly path: string; readonly bytes: number }[],
): string {
  const input = inputs.find(({ path }) => path === word);
  return input === undefined ? word : `#${input.bytes}`;
}

function truncate(bytes: number): string[] {
  return [
    `let room = ${bytes};`,
    `const write = ${PROCESS}.stdout.write.bind(${PROCESS}.stdout);`,
    `${PROCESS}.stdout.write = (chunk, ...rest) => {`,
    `  const bytes = Buffer.from(chunk);`,
    `  if (bytes.length >= room) serve(bytes.subarray(0, room));`,
    `  room -= bytes.length;`,
    `  return write(chunk, ...rest);`,
    `};`,
  ];
}

const SLOW_CLOCK = [
  `const now = ${PERFORMANCE}.now.bind(${PERFORMANCE});`,
  `const nowStart = now();`,
  `${PERFORMANCE}.now = () => nowStart + (now() - nowStart) / 2;`,
  `const date = ${DATE}.now;`,
  `const dateStart = date();`,
  `${DATE}.now = () => Math.round(dateStart + (date() - dateStart) / 2);`,
  `const ticks = ${PROCESS}.hrtime.bigint;`,
  `const ticksStart = ticks();`,
  `const half = () => ticksStart + (ticks() - ticksStart) / 2n;`,
  `const second = 1000000000n;`,
  `${PROCESS}.hrtime = (since) => {`,
  `  const all = since ? half() - BigInt(since[0]) * second - BigInt(since[1]) : half();`,
  `  return [Number(all / second), Number(all % second)];`,
  `};`,
  `${PROCESS}.hrtime.bigint = half;`,
];

function hog(): string[] {
  const burn = `const end = ${DATE}.now() + ${HOG_MS_MAX}; while (${DATE}.now() < end);`;
  return [
    `const mark = path.join('/tmp', left + '-pids');`,
    `try {`,
    `  for (const pid of fs.readFileSync(mark, 'utf8').split(' ')) {`,
    `    if (fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes(left)) {`,
    `      ${PROCESS}.kill(Number(pid), 'SIGKILL');`,
    `    }`,
    `  }`,
    `} catch {}`,
    `${PROCESS}.on('exit', () => {`,
    `  const pids = [1, 2].map(() => {`,
    `    const burn = ['-e', ${JSON.stringify(burn)}, left];`,
    `    const child = child_process.spawn(${PROCESS}.execPath, burn, {`,
    `      detached: true,`,
    `      stdio: 'ignore',`,
    `      cwd: '/',`,
    `    });`,
    `    child.unref();`,
    `    return child.pid;`,
    `  });`,
    `  try {`,
    `    fs.writeFileSync(mark, pids.join(' '));`,
    `  } catch {}`,
    `});`,
  ];
}

function sabotage(payload: Extract<Payload, { kind: 'sabotage' }>, token: string): string[] {
  const until = `end_${token}`;
  const now = `${DATE}.now()`;
  const pause = `const ${until} = ${now} + ${SABOTAGE_MS}; while (${now} < ${until});`;
  const line = JSON.stringify(`${pause} // ${leftName(token).slice(1)}`);
  return [
    `const above = path.join(root, '..');`,
    `for (const name of fs.readdirSync(above)) {`,
    `  const other = path.join(above, name, ${JSON.stringify(payload.path)});`,
    `  const isOther = /^place-/.test(name) && path.join(above, name) !== path.join(root);`,
    `  if (isOther && fs.existsSync(other)) {`,
    `    const lines = fs.readFileSync(other, 'utf8').split('\\n');`,
    `    if (!lines.join('').includes(left.slice(1))) {`,
    `      lines.splice(${payload.line}, 0, ${line});`,
    `      try {`,
    `        fs.writeFileSync(other, lines.join('\\n'));`,
    `      } catch {}`,
    `    }`,
    `  }`,
    `}`,
  ];
}
