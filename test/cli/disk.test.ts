import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { bundledHone } from './bundle.ts';
import { git, inPlace, type Outcome, type Place } from './spawn-hone.ts';
import { CONFIG, FASTER, subject } from './subject.ts';

/** A shell script runs in a mount namespace of its own, so no mount outlives it. */
const IN_OWN_MOUNTS = ['--user', '--map-root-user', '--mount', '/bin/sh', '-eu'];
const canMount =
  spawnSync('unshare', [...IN_OWN_MOUNTS, '-c', 'mount -t tmpfs none /mnt']).status === 0;
const needsMounts = { skip: !canMount && 'no tmpfs can be mounted here' };

test(
  'a full disk is said in one paragraph, and hone resume finishes when there is room',
  needsMounts,
  inPlace(async (place) => {
    place.env['HONE_SANDBOX'] = 'none'; // its tests write where no sandbox would let them
    // The subject's own tests fill the disk that they are told to, once each.
    const fill = `for disk in hone tmp; do
      if test -e ${place.root}/fill-$disk; then
        rm ${place.root}/fill-$disk
        case $disk in
          hone) into=${place.root}/subject/.hone/filler ;;
          tmp) into=${place.tmp}/filler ;;
        esac
        cat /dev/zero > $into 2>/dev/null || true
      fi
    done
    sh src/main.sh | grep -q done
    `;
    const { root, patch } = subject(place, { 'test.sh': fill });
    const gain = patch('gain.patch', 'src/main.sh', FASTER);
    mkdirSync(join(root, '.hone'));
    const outcomes = inMounts(
      place,
      `mount -t tmpfs -o size=8m tmpfs ${root}/.hone
      mount -t tmpfs -o size=8m tmpfs ${place.tmp}
      cd ${root}
      touch ../fill-hone
      run 1 try ${gain} --json - --max-pairs 20
      ls -A ${place.tmp} > ../left-1
      rm .hone/filler
      touch ../fill-tmp
      run 2 resume --json -
      rm ${place.tmp}/filler
      ls -A ${place.tmp} > ../left-2
      run 3 resume --json -
      ls -A ${place.tmp} > ../left-3
      git status --porcelain > ../status`,
    );
    for (const [index, folder] of ['.hone', place.tmp].entries()) {
      const { code, stdout, stderr } = outcomes[index] ?? assert.fail();
      assert.equal(code, 2, stderr);
      assert.match(stderr, /disk is full.*space/is);
      assert.ok(stderr.includes(folder), `${stderr} names ${folder}`);
      assert.match(stderr, /hone resume \d{8}-\d{6}-\w+/);
      assert.doesNotMatch(stderr, /bug in hone|\n\s+at |\n\n/);
      assert.equal(stdout, '');
    }
    const last = outcomes[2] ?? assert.fail();
    assert.equal(last.code, 0, last.stderr);
    assert.equal(JSON.parse(last.stdout).decisions[0].decision, 'kept');
    for (const name of ['left-1', 'left-2', 'left-3', 'status']) {
      assert.equal(readFileSync(join(place.root, name), 'utf8'), '', name);
    }
  }),
);

test(
  'in a read-only folder compare works, and try and init say that they can not write',
  needsMounts,
  inPlace(async (place) => {
    const { root } = subject(place);
    git(root, ['branch', '-q', 'other']);
    writeFileSync(join(place.root, 'out.json'), '');
    const full = join(place.root, 'full');
    mkdirSync(full);
    const [compared, exported, tried, proposed, cramped] = inMounts(
      place,
      `mount --bind ${root} ${root}
      mount -o remount,bind,ro ${root}
      cd ${root}
      short='--max-pairs 8 --warmup 1 --time-limit 20s'
      run 1 compare --base HEAD --run true $short --json -
      run 2 compare true true $short --json ${root}/result.json
      run 3 try other
      run 4 init --yes --no-run
      mount -t tmpfs -o size=16k tmpfs ${full}
      cat /dev/zero > ${full}/filler 2>/dev/null || true
      export TMPDIR=${full}
      run 5 compare true true $short
      ls ${full} > ../left-in-full`,
    );
    assert.equal(cramped?.code, 2, cramped?.stderr);
    assert.match(cramped?.stderr ?? '', /full can't be used: the disk is full/);
    assert.equal(readFileSync(join(place.root, 'left-in-full'), 'utf8'), 'filler\n');
    assert.notEqual(compared?.code, 2, compared?.stderr);
    for (const outcome of [exported, tried, proposed]) {
      assert.equal(outcome?.code, 2, outcome?.stderr);
      assert.match(outcome?.stderr ?? '', /read-only/i);
      assert.doesNotMatch(outcome?.stderr ?? '', /bug in hone|\n\s+at |\n\n/);
    }
    assert.equal(readFileSync(join(root, 'hone.yaml'), 'utf8'), CONFIG);
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

/** Runs a script in which `run NUMBER WORD...` is hone. @returns what each run printed */
function inMounts(place: Place, script: string): Outcome[] {
  const file = join(place.root, 'script.sh');
  const printed = (name: string): string => join(place.root, `printed-${name}`);
  writeFileSync(
    file,
    `run() {
      number=$1
      shift
      code=0
      "${process.execPath}" "${bundledHone()}" "$@" > ${printed('$number.out')} 2> ${printed('$number.err')} || code=$?
      echo $code > ${printed('$number.code')}
      runs=$number
    }
    ${script}
    echo $runs > ${printed('runs')}
    `,
  );
  const shell = spawnSync('unshare', [...IN_OWN_MOUNTS, file], {
    cwd: place.root,
    env: place.env,
    encoding: 'utf8',
  });
  assert.equal(shell.status, 0, shell.stderr);
  const read = (name: string): string => readFileSync(printed(name), 'utf8');
  return Array.from({ length: Number(read('runs')) }, (_, index) => ({
    code: Number(read(`${index + 1}.code`)),
    stdout: read(`${index + 1}.out`),
    stderr: read(`${index + 1}.err`).replaceAll(/^Waiting: .*\n/gm, ''),
    waits: [],
  }));
}
