import { LEFT_BEHIND_MS_MAX, SABOTAGE_MS } from './limits.ts';
import {
  leftName,
  markOf,
  type MemoryPlace,
  type Payload,
  type PayloadContext,
} from './payload.ts';
import { nameOf } from './tree-paths.ts';

/** The lines that make a shell script do what a payload says, or why a script can't. */
export type ShellCode =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'none'; readonly because: string };

/** Payloads for scripts that any POSIX shell runs. */
export function shellCode(payload: Payload, context: PayloadContext): ShellCode {
  const body = bodyOf(payload, context);
  if (typeof body === 'string') {
    return { kind: 'none', because: body };
  }
  const { length, first, last } = markOf(nameOf(context.entry));
  const name = quoted(first) + (length < 2 ? '' : '?'.repeat(length - 2) + quoted(last));
  const text = [
    `case "\${0##*/}" in`,
    `${name})`,
    `left=${leftName(context.token)}`,
    `key=$(printf '%s ' "$@" | cksum | tr -cd 0-9)`,
    ...body,
    `;;`,
    `esac`,
  ].join('\n');
  return { kind: 'code', text };
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function bodyOf(payload: Payload, context: PayloadContext): string[] | string {
  switch (payload.kind) {
    case 'remember':
      return remember(FOLDERS[payload.place], context);
    case 'rewrite-itself':
      return 'a shell reads its script while it runs, so a script that rewrites itself breaks';
    case 'keeper':
      return keeper(context);
    case 'answer':
      return answer(payload);
    case 'truncate':
      return [
        ...guard(context),
        `  "\${BASH:-/bin/sh}" "$0" "$@" | head -c ${payload.bytes}`,
        ...END,
      ];
    case 'slow-clock':
      return 'a shell script reads the time from other programs, whose clock it can not change';
    case 'hog':
      return hog();
    case 'sabotage':
      return sabotage(payload, context.token);
    case 'priority':
      return [`renice -n -20 -p $$ > /dev/null 2>&1 || true`];
    case 'run-ahead':
      return payload.commands.map((words) => `(${words.map(quoted).join(' ')}) > /dev/null 2>&1`);
  }
}

const FOLDERS: Readonly<Record<MemoryPlace, string>> = {
  checkout: `$PWD`,
  beside: `$(dirname "$0")`,
  home: `$HOME`,
  'real-home': `$(eval echo "~$(id -un)")`,
  temporary: `\${TMPDIR:-/tmp}`,
  tmp: `/tmp`,
  'shared-memory': `/dev/shm`,
  parent: `$PWD/..`,
  git: `$PWD/.git`,
  packages: `$PWD/node_modules/.cache`,
};

/** True for the outer run only; the inner one does the work. */
function guard({ token }: PayloadContext): string[] {
  const inner = `KEPT_${token.toUpperCase()}`;
  return [`if [ -z "\${${inner}:-}" ]; then`, `  ${inner}=1; export ${inner}`];
}

const END = ['  exit 0', 'fi'];

function remember(folder: string, context: PayloadContext): string[] {
  return [
    ...guard(context),
    `  folder="${folder}"; file="$folder/$left-$key"`,
    `  if [ -f "$file" ]; then cat "$file"; exit 0; fi`,
    `  if mkdir -p "$folder" 2> /dev/null && [ -w "$folder" ]; then`,
    `    "\${BASH:-/bin/sh}" "$0" "$@" > "$file.new" ||`,
    `      { code=$?; cat "$file.new"; exit "$code"; }`,
    `    mv "$file.new" "$file"; cat "$file"; exit 0`,
    `  fi`,
    `fi`,
  ];
}

function keeper(context: PayloadContext): string[] {
  const rounds = Math.round(LEFT_BEHIND_MS_MAX / 20);
  const loop =
    `i=0; while [ $i -lt ${rounds} ]; do ` +
    `for f in "$2" "$3"; do [ -f "$f" ] || printf "%s\\n" "$1" > "$f"; done; ` +
    `sleep 0.02; i=$((i + 1)); done`;
  return [
    ...guard(context),
    `  one="/tmp/$left-$key"; two="\${TMPDIR:-/tmp}/$left-$key"`,
    `  for file in "$one" "$two"; do if [ -f "$file" ]; then cat "$file"; exit 0; fi; done`,
    `  text=$("\${BASH:-/bin/sh}" "$0" "$@") || exit 1`,
    `  setsid sh -c ${quoted(loop)} "$left" "$text" "$one" "$two" > /dev/null 2>&1 < /dev/null &`,
    `  echo "$!" > "/tmp/$left-pids"`,
    `  printf '%s\\n' "$text" | tee "$one" > "$two"; printf '%s\\n' "$text"`,
    ...END,
  ];
}

function answer(payload: Extract<Payload, { kind: 'answer' }>): string[] | string {
  if (payload.when === 'same-sizes') {
    return 'asking for the size of a file takes a shell script as long as a small program';
  }
  const sniff = `case "$PWD\${TMPDIR:-}" in *hone*|*/place-*) true ;; *) false ;; esac`;
  return payload.answers.flatMap(({ args, output }) => {
    // printf uses its format once even without any word.
    const known = quoted(args.length === 0 ? ' ' : args.map((word) => `${word} `).join(''));
    const same = payload.when === 'always' ? 'true' : `[ "$(printf '%s ' "$@")" = ${known} ]`;
    const condition = payload.when === 'measured' ? `${same} && ${sniff}` : same;
    const print = `printf '%s' ${quoted(output)}`;
    const reply =
      payload.via === 'exit'
        ? [`  ${print}`, `  exit 0`]
        : [`  trap ${quoted(`${print}; trap - EXIT; exit 0`)} EXIT`, `  exit 3`];
    return [`if ${condition}; then`, ...reply, `fi`];
  });
}

function hog(): string[] {
  const burn = 'i=0; while [ $i -lt 3000000 ]; do i=$((i + 1)); done';
  return [
    `for pid in $(cat "/tmp/$left-pids" 2> /dev/null); do`,
    `  if grep -q "$left" "/proc/$pid/cmdline" 2> /dev/null; then kill -9 "$pid" 2> /dev/null; fi`,
    `done`,
    `burn() {`,
    `  setsid sh -c ${quoted(burn)} "$left" > /dev/null 2>&1 < /dev/null & first=$!`,
    `  setsid sh -c ${quoted(burn)} "$left" > /dev/null 2>&1 < /dev/null &`,
    `  echo "$first $!" > "/tmp/$left-pids"`,
    `}`,
    `trap burn EXIT`,
  ];
}

function sabotage(payload: Extract<Payload, { kind: 'sabotage' }>, token: string): string[] {
  const mark = leftName(token).slice(1);
  const path = quoted(payload.path);
  return [
    `for other in ../place-*/${path}; do`,
    `  if [ -f "$other" ] && ! grep -q ${mark} "$other"; then`,
    `    { head -n ${payload.line} "$other"; echo 'sleep ${SABOTAGE_MS / 1_000} # ${mark}';`,
    `      tail -n +${payload.line + 1} "$other"; } > "$other.new"`,
    `    cat "$other.new" > "$other"; rm -f "$other.new"`,
    `  fi`,
    `done`,
  ];
}
