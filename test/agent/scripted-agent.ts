import type { Behaviour } from './behaviour.ts';

const SESSION = 'b5b1';

/** One line as `claude -p --output-format stream-json --verbose` prints it. */
function line(event: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ session_id: SESSION, ...event });
}

function says(text: string, id = 'm1', tokens = 0): string {
  const usage = { input_tokens: tokens, output_tokens: 0 };
  return line({ type: 'assistant', message: { id, content: [{ type: 'text', text }], usage } });
}

function ends(result: string, cost: number | null = null, tokens = 0): string {
  const usage = { input_tokens: tokens, output_tokens: 0 };
  return line({ type: 'result', subtype: 'success', result, total_cost_usd: cost, usage });
}

function print(text: string): string {
  return `printf '%s\\n' '${text.replaceAll("'", String.raw`'\''`)}'`;
}

const CHILD = 'sleep 600 & echo $! > child.pid';

/** The body of a script for /bin/sh that acts a behaviour out in the JSON lines of Claude Code. */
export function scriptedAgent(behaviour: Behaviour): string {
  return ['cat > /dev/null', print(line({ type: 'system' })), ...acts(behaviour)].join('\n');
}

function acts(behaviour: Behaviour): readonly string[] {
  switch (behaviour.kind) {
    case 'edits': {
      const { path, text, usage } = behaviour;
      const end = ends(behaviour.says, usage.cost, usage.tokens);
      return [`printf '%s' '${text}' > '${path}'`, print(says(behaviour.says)), print(end)];
    }
    case 'edits-nothing':
      return [print(says(behaviour.says)), print(ends(behaviour.says))];
    case 'hands-in': {
      const { name, text, says: last } = behaviour;
      return [
        `printf '%s' '${text}' > "$HONE_OUTPUT_DIR/${name}"`,
        print(says(last)),
        print(ends(last)),
      ];
    }
    case 'edits-many':
      return [`mkdir many; cd many; seq 0 ${behaviour.files - 1} | xargs touch`];
    case 'hangs':
      return [CHILD, print(says('I begin.')), 'wait'];
    case 'dies':
      return [print(says('I begin.')), 'kill -KILL $$'];
    case 'floods':
      return [`yes '${says('More.')}'`];
    case 'floods-one-line':
      return [`printf '{"type":"assistant","text":"'`, `yes | tr -d '\\n'`];
    case 'leaves-daemon':
      return [CHILD, print(ends('Done.'))];
    case 'breaks-json':
      return ['{"type":', '}', '[1', 'null', '"x"', '{"type":"result"}', '{"message":[]}', '\u0000']
        .map((text) => print(text.replaceAll('\u0000', '\\0')))
        .concat(print(line({ type: 'assistant', message: { content: [null, 1, { type: 7 }] } })));
    case 'asks-permission':
      return ['while :; do echo "May I? [y/n]"; read answer; done'];
    case 'spends-tokens':
      return [
        'i=0; while :; do i=$((i+1))',
        print(says('On.', 'ID', behaviour.tokensEach)).replace('ID', `'"$i"'`),
        'sleep 0.01; done',
      ];
    case 'spends-money':
      return [
        'i=0; while :; do i=$((i+1))',
        `cost=$(echo "$i ${behaviour.costEach}" | awk '{print $1 * $2}')`,
        print(ends('On.', -1)).replace('-1', `'"$cost"'`),
        'sleep 0.01; done',
      ];
    case 'deletes-folder':
      return ['rm -rf "$(pwd)"', print(ends('Done.'))];
    case 'fills-disk':
      return ['cat /dev/zero > full', print(ends('Done.'))];
  }
}
