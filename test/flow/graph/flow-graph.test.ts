import assert from 'node:assert/strict';
import { test } from 'node:test';

import { flowMermaid, flowSvg, flowText } from '../../../src/flow/index.ts';
import { AGENT_PROJECT_FLOW, flowOf, PERFORMANCE_FLOW, steps } from '../flows.ts';
import { matchesGolden } from '../golden.ts';

for (const [name, text] of [
  ['performance-flow', PERFORMANCE_FLOW],
  ['agent-project-flow', AGENT_PROJECT_FLOW],
] as const) {
  test(`${name} looks as in its golden files`, () => {
    const flow = flowOf(text);
    matchesGolden(flowText(flow), `${name}.txt`);
    matchesGolden(flowMermaid(flow), `${name}.mmd`);
    matchesGolden(flowSvg(flow), `${name}.svg`);
  });
}

const HOSTILE = flowOf(
  `name: '</title><script>alert(1)</script>'\ndescription: "${'long '.repeat(60)}"\nsteps:\n` +
    `  - {step: 0, name: "\\e[31m\\"]; click <b>&", agent: 'a"b', outputs: [${'x'.repeat(300)}.json]}\n` +
    `  - {step: 1, name: ${'漢字😀'.repeat(40)}, agent: b, outputs: [y], on_failure: {goto: 0}}\n` +
    `  - {step: ${'i'.repeat(100)}, agent: b, condition: 'a sentence with <angles> {{x}}'}\n`,
);

test('no text of a file gets out of its place', () => {
  const svg = flowSvg(HOSTILE);
  assert.equal(/<script|<b>|\p{Cc}/u.test(svg.replaceAll('\n', '')), false);
  assert.equal(svg.match(/<title>/g)?.length, svg.match(/<\/title>/g)?.length);
  const mermaid = flowMermaid(HOSTILE);
  const words = mermaid.replaceAll(/<br\/>|-->|\.->/g, '');
  assert.equal(/[<>]|\p{Cc}|"\]; click/u.test(words.replaceAll('\n', '')), false);
  for (const line of mermaid.trimEnd().split('\n')) {
    assert.equal((line.match(/"/g)?.length ?? 0) % 2, 0, line);
  }
});

test('no line of the listing is wider than a terminal of 100 columns', () => {
  for (const flow of [HOSTILE, flowOf(PERFORMANCE_FLOW), flowOf(AGENT_PROJECT_FLOW)]) {
    const wide = flowText(flow)
      .split('\n')
      .filter((line) => columns(line) > 100);
    assert.deepEqual(wide, []);
  }
  assert.equal(flowText(HOSTILE).includes('\u001b'), false);
});

/** Counted in another way than the code does: East Asian letters and emoji take two. */
function columns(line: string): number {
  const wide = line.match(/\p{Script=Han}|\p{Emoji_Presentation}/gu)?.length ?? 0;
  return Array.from(line).length + wide;
}

test('a circle is drawn in the order of the file and said', () => {
  const circle = flowOf(
    steps(
      'step: 0, agent: a, inputs: [b], outputs: [a]',
      'step: 1, agent: a, inputs: [a], outputs: [b]',
    ),
  );
  assert.match(flowText(circle), /^Steps 0, 1 wait for each other\.$/m);
  assert.match(flowMermaid(circle), /s0 --> s1/);
});

test('boxes do not overlap and lie inside of the picture', () => {
  const members = Array.from({ length: 10 }, (_, index) => {
    return `step: ${index}, agent: a, outputs: [a${index}], parallel_group: G`;
  });
  const svg = flowSvg(flowOf(steps(...members, 'step: 10, agent: b, on_failure: {goto: 3}')));
  const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
  const boxes = [...svg.matchAll(/class="(?:box|gate)" x="([\d.]+)" y="([\d.]+)"/g)].map(
    (match) => {
      return { x: Number(match[1]), y: Number(match[2]) };
    },
  );
  assert.equal(boxes.length, 11);
  for (const [index, box] of boxes.entries()) {
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + 230 <= width && box.y + 66 <= height);
    for (const other of boxes.slice(index + 1)) {
      assert.ok(Math.abs(box.x - other.x) >= 230 || Math.abs(box.y - other.y) >= 66);
    }
  }
});
