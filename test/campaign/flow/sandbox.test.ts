import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Value } from 'typebox/value';

import { DevManifest } from '../../../src/model/index.ts';
import { git } from '../../cli/spawn-hone.ts';
import { subject } from '../../cli/subject.ts';
import { fileOf, inFlowPlace, runIn } from './flow-place.ts';

const skip =
  spawnSync('bwrap', ['--ro-bind', '/', '/', 'true']).status === 0 ? false : 'bwrap is missing';

const FLOW = `name: Contained
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 3, agent: developer, outputs: [dev-manifest.json]}
`;

/** Tries what no developer may, says what worked, and makes an honest change. */
const ESCAPE = `#!/bin/sh
cat > prompt.txt; rm prompt.txt
try() { if sh -c "$2" 2>/dev/null; then echo "WORKED $1"; fi; }
try 'write to the subject' 'echo x > "$SUBJECT/src/main.sh"'
try 'configure the subject' 'git -C "$SUBJECT" config core.fsmonitor /bin/false'
try 'move a branch of the subject' 'git -C "$SUBJECT" update-ref refs/heads/main HEAD~0'
try 'plant a hook' 'echo x > "$SUBJECT/.git/hooks/post-checkout"'
try 'read the journal' 'grep -q . "$SUBJECT/.hone/hone.db"'
try 'read results' 'ls "$SUBJECT/.hone/blobs" | grep -q .'
try 'change a frozen file' 'echo true > test.sh'
try 'remove a frozen file' 'rm -f test.sh && ! test -e test.sh'
echo x > "$SUBJECT/../outside.txt" # works in a folder that is empty and goes away
try 'write outside' 'echo x > /opt/hone-was-here'
try 'write to the home of the user' 'echo x > /root/.hone-was-here || echo x > "$HOME/.hone-was-here"'
try 'leave a process behind' 'setsid sleep 300 & exit 1'
sed -i s/0.06/0.005/ src/main.sh && echo 'CHANGED'
`;

test(
  'a developer in the sandbox changes its clone and nothing else, and knows nothing of the journal',
  { skip },
  inFlowPlace(async (place) => {
    const { root } = subject(place, { 'flow.yaml': FLOW });
    const path = join(place.root, 'escape.sh');
    writeFileSync(path, ESCAPE, { mode: 0o755 });
    const agent = `env SUBJECT=${root} ${path}`;
    const run = await runIn(root, { roles: [`developer=${agent}`], sandbox: 'bwrap' });
    assert.equal(run.outcome.kind, 'completed', JSON.stringify(run.outcome));
    const manifest = Value.Parse(DevManifest, fileOf(run, 'dev-manifest.json'));
    assert.equal(manifest.optimizations.length, 1);
    assert.match(manifest.summary, /contained by bubblewrap/);
    const log = spawnSync('grep', ['-rhE', 'WORKED|CHANGED', join(run.folder, 'work')], {
      encoding: 'utf8',
    }).stdout;
    assert.equal(log.trim(), 'CHANGED');
    assert.ok(!existsSync(join(place.root, 'outside.txt')));
    assert.equal(git(root, ['status', '--porcelain']), '');
    assert.doesNotMatch(readFileSync(join(root, '.git/config'), 'utf8'), /fsmonitor/);
    assert.equal(spawnSync('pgrep', ['-f', '^sleep 300$']).stdout.toString(), '');
  }),
);

test(
  'a role that changes no files can not change the working tree',
  { skip },
  inFlowPlace(async (place) => {
    const flow = `name: Notes
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 0, agent: planner, outputs: [notes.md]}
`;
    const { root } = subject(place, { 'flow.yaml': flow });
    const path = join(place.root, 'planner.sh');
    const lines = ['#!/bin/sh', 'cat > /dev/null', 'echo x > src/main.sh', 'cat src/main.sh'];
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o755 });
    const run = await runIn(root, { roles: [`planner=${path}`], sandbox: 'bwrap' });
    assert.equal(run.outcome.kind, 'completed', JSON.stringify(run.outcome));
    assert.match(readFileSync(join(run.folder, 'notes.md'), 'utf8'), /sleep 0\.06/);
    assert.equal(git(root, ['status', '--porcelain']), '');
  }),
);

test(
  'a role in the sandbox reads what it is given, and nothing else of the run',
  { skip },
  inFlowPlace(async (place) => {
    const flow = `name: Notes
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 0, agent: planner, outputs: [notes.md]}
  - {step: 1, agent: architect, inputs: ["notes.md (from step 0)"], outputs: [said.md]}
`;
    const { root } = subject(place, { 'flow.yaml': flow });
    const scripts = {
      planner: 'cat > /dev/null; echo "what was noted" > "$HONE_OUTPUT_DIR/notes.md"',
      architect: `sed -n 's/^- \\(.*notes\\.md\\).*/\\1/p' | head -1 | xargs cat > "$HONE_OUTPUT_DIR/said.md"
        ls "${root}/.hone/runs/$HONE_RUN" >> "$HONE_OUTPUT_DIR/said.md"`,
    };
    const roles = Object.entries(scripts).map(([name, lines]) => {
      const path = join(place.root, `${name}.sh`);
      writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
      return `${name}=${path}`;
    });
    const run = await runIn(root, { roles, sandbox: 'bwrap' });
    assert.equal(run.outcome.kind, 'completed', JSON.stringify(run.outcome));
    assert.equal(readFileSync(join(run.folder, 'said.md'), 'utf8'), 'what was noted\nwork\n');
  }),
);

test(
  'a role in the sandbox reads its prompt from its file, and nothing beside it',
  { skip },
  inFlowPlace(async (place) => {
    const flow = `name: Notes
retry_config: {max_attempts: 1, backoff: [1ms]}
steps:
  - {step: 0, agent: planner, outputs: [notes.md]}
  - {step: 1, agent: architect, outputs: [named.md]}
`;
    const { root } = subject(place, { 'flow.yaml': flow });
    const path = join(place.root, 'by-file.sh');
    const lines = [
      '#!/bin/sh',
      'grep -c "# " "$HONE_PROMPT_FILE" > "$HONE_OUTPUT_DIR/notes.md"',
      'ls "$(dirname "$HONE_PROMPT_FILE")" >> "$HONE_OUTPUT_DIR/notes.md"',
      'if echo x 2>/dev/null > "$HONE_PROMPT_FILE"; then echo WORKED >> "$HONE_OUTPUT_DIR/notes.md"; fi',
      'cat > /dev/null',
    ];
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o755 });
    const named = 'sh -c \'test -s "$1" && cp "$1" "$HONE_OUTPUT_DIR/named.md"\' sh {prompt_file}';
    const roles = [`planner=${path}`, `architect=${named}`];
    const run = await runIn(root, { roles, sandbox: 'bwrap' });
    assert.equal(run.outcome.kind, 'completed', JSON.stringify(run.outcome));
    const [headings = '', ...beside] = readFileSync(join(run.folder, 'notes.md'), 'utf8')
      .trim()
      .split('\n');
    assert.ok(Number(headings) > 0, 'the prompt is there');
    assert.deepEqual(beside, ['out', 'prompt.md']);
    assert.match(readFileSync(join(run.folder, 'named.md'), 'utf8'), /architect/i);
  }),
);
