import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import {
  handOver,
  lay,
  runContained,
  script,
  temporaryFolder,
  type User,
  USERS,
} from './sandbox-ground.ts';

/**
 * A subject with a clone of it, as a proposer gets it, and things that a proposer must not touch.
 * `deep/er/kept` is for those who move a folder above what is kept.
 */
interface Ground {
  readonly root: string;
  readonly subject: string;
  readonly clone: string;
  readonly hidden: string;
  readonly outside: string;
}

interface Attempt {
  readonly name: string;
  /** `$OUT` is the folder outside, `$VICTIM` a process outside, and so on: see `environmentOf`. */
  readonly text: string;
}

/**
 * Each ends with exit code 0, or prints ESCAPED, when it succeeds. None may do harm on a machine
 * where it does: whoever breaks the sandbox finds that out by running this.
 */
const ATTEMPTS: readonly Attempt[] = [
  { name: 'writes a frozen file', text: 'echo x >bench/frozen' },
  { name: 'removes a frozen file', text: 'rm -f bench/frozen' },
  { name: 'renames a frozen folder', text: 'mv bench other' },
  { name: 'puts a file over a frozen one', text: 'echo x >mine; mv -f mine deep/er/frozen' },
  {
    name: 'moves the folder above a frozen one aside',
    text: 'mv deep aside && mkdir -p deep/er/kept && echo ESCAPED',
  },
  { name: 'gives a frozen file a second name', text: 'ln bench/frozen second && echo x >>second' },
  { name: 'remounts a frozen folder', text: 'mount -o remount,rw,bind "$PWD/bench"' },
  { name: 'remounts the root', text: 'mount -o remount,rw,bind /' },
  { name: 'unmounts a frozen folder', text: 'umount bench || umount -l bench' },
  {
    name: 'remounts in a namespace of its own',
    text: `unshare -Urm sh -c 'mount -o remount,rw,bind bench; umount bench; echo x >bench/frozen'`,
  },
  {
    name: 'binds what is kept elsewhere in a namespace of its own',
    text: `mkdir at; unshare -Urm sh -c 'mount --bind . at && echo x >at/bench/frozen'`,
  },
  { name: 'leaves for other mounts', text: 'unshare -m true' },
  { name: 'writes outside', text: 'echo x >"$OUT/written"' },
  { name: 'writes outside through a link', text: 'ln -s "$OUT" out; echo x >out/written' },
  { name: 'writes to the home of others', text: 'touch /etc/hone-escaped /usr/hone-escaped' },
  { name: 'reads what is hidden', text: 'cat "$HIDDEN/secret"' },
  { name: 'reads what is hidden in its own tree', text: 'cat inputs/secret' },
  { name: 'takes the cover off what is hidden', text: 'umount "$HIDDEN"; cat "$HIDDEN/secret"' },
  { name: 'puts something into a hidden folder', text: 'echo x >inputs/more' },
  { name: 'sets a hook of the subject', text: 'echo x >"$SUBJECT/.git/hooks/post-checkout"' },
  {
    name: 'sets core.fsmonitor of the subject',
    text: 'git -C "$SUBJECT" config core.fsmonitor ./evil',
  },
  {
    name: 'moves a branch of the subject',
    text: 'git -C "$SUBJECT" update-ref refs/heads/stolen HEAD || git push -q "$SUBJECT" HEAD:stolen',
  },
  {
    name: 'writes an object of the subject',
    text: 'cd "$SUBJECT" && echo x | git hash-object -w --stdin',
  },
  { name: 'kills a process outside', text: 'kill -9 "$VICTIM"' },
  { name: 'looks into a process outside', text: 'grep -a VICTIM_SECRET /proc/*/environ' },
  {
    name: 'sees the processes of the machine',
    text: 'for p in /proc/[0-9]*; do grep -q "600.471[1]" "$p/cmdline" && echo ESCAPED; done; false',
  },
  {
    name: 'changes a setting of the kernel',
    text: 'p=/proc/sys/kernel/core_pattern; v=$(cat $p); echo "$v" >$p',
  },
  { name: 'makes a device', text: 'mknod disk b 254 0' },
  {
    name: 'keeps a capability',
    text: `grep -E 'Cap(Inh|Prm|Eff|Amb):\\s*0*[1-9a-f]' /proc/self/status`,
  },
  { name: 'may gain rights by a program', text: `grep -E 'NoNewPrivs:\\s*0' /proc/self/status` },
  {
    name: 'reaches a port of the machine',
    text: `"$NODE" -e 'net.connect(+process.env.PORT, "127.0.0.1").on("connect", () => process.exit(0)).on("error", () => process.exit(1))'`,
  },
  {
    name: 'reaches a socket in a folder that it sees',
    text: `"$NODE" -e 'net.connect(process.env.SUBJECT + "/service.sock").on("connect", () => process.exit(0)).on("error", () => process.exit(1))'`,
  },
  { name: 'sees the sockets of the machine', text: 'find /run -type s | grep .' },
];

for (const user of USERS) {
  test(`${user.name} does not get out of bubblewrap`, { skip: user.skip }, async (context) => {
    const ground = layGround(context, user);
    const environment = await environmentOf(context, ground, user);
    const before = stateOf(ground);
    for (const { name, text } of ATTEMPTS) {
      await context.test(`who ${name}`, async (each) => {
        const command = script(text, ground.clone, environment);
        const ended = await runContained(each, command, policyOf(ground), { user });
        assert.notEqual(ended.code, 0, `${ended.stdout}${ended.stderr}`);
        assert.doesNotMatch(ended.stdout, /ESCAPED/);
        assert.doesNotMatch(ended.stderr, /^bwrap:/, 'it was contained, not refused a start');
        assert.deepEqual(stateOf(ground), before);
        process.kill(Number(environment['VICTIM']), 0); // throws when it is gone
      });
    }
  });

  test(`${user.name} can work in bubblewrap`, { skip: user.skip }, async (context) => {
    const ground = layGround(context, user);
    const work = [
      'git rev-parse HEAD',
      'echo changed >code',
      'git add code',
      'git -c user.name=a -c user.email=a@b commit -q -m change',
      'git -C "$SUBJECT" log --oneline',
      'echo x >/tmp/mine; echo x >/dev/shm/mine; mkdir -p "$TMPDIR/x"',
      'cat bench/frozen; ls inputs',
    ];
    const command = script(`set -e\n${work.join('\n')}`, ground.clone, {
      SUBJECT: ground.subject,
      TMPDIR: '/no/such/folder',
    });
    const ended = await runContained(context, command, policyOf(ground), { user });
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(readFileSync(join(ground.clone, 'code'), 'utf8'), 'changed\n');
  });
}

function layGround(context: TestContext, user: User): Ground {
  const root = temporaryFolder(context);
  const [subject = '', outside = '', hidden = ''] = lay(root, 'subject/', 'outside/', 'hidden/');
  lay(subject, 'code', 'bench/frozen', 'deep/er/kept/frozen', 'deep/er/frozen', 'inputs/secret');
  lay(hidden, 'secret');
  const git = (...words: string[]): void => {
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: root });
  };
  git('init', '-q', 'subject');
  git('-C', 'subject', 'add', '.');
  git('-C', 'subject', 'commit', '-q', '-m', 'first');
  git('clone', '-q', '--shared', 'subject', 'clone');
  handOver(root, user);
  return { root, subject, clone: join(root, 'clone'), hidden, outside };
}

function policyOf({ subject, clone, hidden, outside }: Ground) {
  return {
    writable: [clone],
    readOnly: [
      ...['bench', 'deep/er/kept', 'deep/er/frozen'].map((name) => join(clone, name)),
      subject,
      outside,
    ],
    hidden: [hidden, join(clone, 'inputs')],
  };
}

async function environmentOf(
  context: TestContext,
  ground: Ground,
  user: User,
): Promise<Record<string, string>> {
  const tcp = await serve(context, 0);
  await serve(context, join(ground.subject, 'service.sock'));
  handOver(ground.root, user);
  const words = [...user.words, 'sleep', '600.4711']; // a number to be known by
  const victim = spawn(words[0] ?? '', words.slice(1), {
    env: { PATH: process.env['PATH'], VICTIM: 'VICTIM_SECRET' },
    stdio: 'ignore',
  });
  context.after(() => victim.kill('SIGKILL'));
  const address = tcp.address();
  return {
    SUBJECT: ground.subject,
    HIDDEN: ground.hidden,
    OUT: ground.outside,
    NODE: process.execPath,
    VICTIM: String(victim.pid),
    PORT: String(typeof address === 'object' ? address?.port : ''),
  };
}

async function serve(context: TestContext, where: number | string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  context.after(() => server.close());
  await new Promise<void>((resolve) => {
    server.listen(typeof where === 'number' ? { port: where, host: '127.0.0.1' } : where, resolve);
  });
  return server;
}

/** All that must be the same after each attempt. */
function stateOf({ subject, clone, hidden, outside }: Ground): unknown {
  const kept = ['bench/frozen', 'deep/er/kept/frozen', 'deep/er/frozen', 'inputs/secret'];
  return {
    kept: kept.map((name) => readFileSync(join(clone, name), 'utf8')),
    inputs: readdirSync(join(clone, 'inputs')),
    secret: readFileSync(join(hidden, 'secret'), 'utf8'),
    outside: readdirSync(outside),
    escaped: [existsSync('/etc/hone-escaped'), existsSync('/usr/hone-escaped')],
    config: readFileSync(join(subject, '.git/config'), 'utf8'),
    hooks: readdirSync(join(subject, '.git/hooks')),
    refs: readdirSync(join(subject, '.git/refs/heads')),
    objects: readdirSync(join(subject, '.git/objects')),
    corePattern: existsSync('/proc/sys') && readFileSync('/proc/sys/kernel/core_pattern', 'utf8'),
  };
}
