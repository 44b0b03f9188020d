/**
 * Pages with flame graphs in a real browser. Looks for what is there, never for exact pixels. One
 * browser for all; each test has a page of its own.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

import { contrast } from './contrast.ts';
import { difference, EVIL, largePage, threeViews } from './pages.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PLACES.find((place) => existsSync(place));
const options = { skip: executablePath === undefined ? 'no Chromium is installed here' : false };
const WAIT_MS = 30_000;

let browser: Browser | undefined;
let folder = '';

before(async () => {
  if (executablePath === undefined) {
    return;
  }
  folder = mkdtempSync(join(tmpdir(), 'hone-flame-'));
  writeFileSync(join(folder, 'views.html'), threeViews());
  writeFileSync(join(folder, 'difference.html'), difference());
  writeFileSync(join(folder, 'large.html'), largePage());
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath, args, timeout: WAIT_MS });
});

after(async () => {
  await browser?.close();
  if (folder !== '') {
    rmSync(folder, { recursive: true });
  }
});

/** Opens a page, does something with it, and holds that nothing was complained of. */
async function withPage(
  name: string,
  act: (page: Page) => Promise<void>,
  more: BrowserContextOptions = {},
): Promise<void> {
  assert.ok(browser !== undefined, 'the browser was started');
  const context = await browser.newContext({
    viewport: { width: 1000, height: 700 },
    reducedMotion: 'reduce',
    ...more,
  });
  try {
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) {
        complaints.push(request.url());
      }
    });
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await act(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Colours of the canvas at the middle of each row, counted, the most frequent first. */
const COLOURS = `(() => {
  const drawn = document.querySelector('#stage canvas');
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [drawn.width, drawn.height];
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(drawn, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const counts = new Map();
  for (let place = 0; place < data.length; place += 4 * 7) {
    if (data[place + 3] === 0) continue;
    const key = data.slice(place, place + 3).join();
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 20).length;
})()`;

async function drawnColours(page: Page): Promise<number> {
  // Two frames, so that what was asked to be drawn has been.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  return Number(await page.evaluate(COLOURS));
}

async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? '';
}

test('frames are drawn in the colours of their packages, without complaints', options, async () => {
  await withPage('views', async (page) => {
    assert.ok((await drawnColours(page)) >= 5);
    assert.match(await text(page, '#where'), /^CPU · 1\.00 s$/u);
    assert.match(await text(page, '.legend[data-view="0"]'), /own code\s+65 %/u);
    assert.equal(await page.locator('img').count(), 0);
  });
});

test('a search highlights and tells the share, in text and in patterns', options, async () => {
  await withPage('views', async (page) => {
    const colours = await drawnColours(page);
    await page.keyboard.press('/');
    await page.keyboard.type('LEXER');
    assert.equal(await text(page, '#found'), '49 % of the total in 1 function, 1 frame');
    assert.notEqual(await drawnColours(page), colours);
    await page.fill('#query', '/^(parse|render) /');
    assert.match(await text(page, '#found'), /^95 % of the total in 2 functions, 2 frames$/u);
    await page.fill('#query', '/(/');
    assert.match(await text(page, '#found'), /^Not a regular expression/u);
    await page.fill('#query', 'nothing like this');
    assert.equal(await text(page, '#found'), 'Nothing matches.');
    await page.fill('#query', EVIL.slice(0, 12));
    assert.match(await text(page, '#found'), /^10 % of the total/u);
    await page.keyboard.press('Enter');
    assert.match(await text(page, '#detail .name'), /^<\/script><img/u);
    await page.keyboard.press('Escape');
    assert.equal(await text(page, '#found'), '');
  });
});

test('keys move, zoom and go back; a screen reader is told', options, async () => {
  await withPage('views', async (page) => {
    await page.focus('#stage');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.match(await text(page, '[role=treeitem]'), /^parse, direct dependency, marked, total/u);
    await page.keyboard.press('ArrowRight');
    assert.match(await text(page, '#detail .name'), /^render src\/render\.js:7$/u);
    const item = page.locator('[role=treeitem]');
    assert.equal(await item.getAttribute('aria-posinset'), '2');
    assert.equal(await item.getAttribute('aria-setsize'), '3');
    await page.keyboard.press('Enter');
    assert.equal(await text(page, '#where'), 'Zoomed into render · 35 %');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    assert.equal(await text(page, '#where'), 'Zoomed into render · 35 %');
    await page.keyboard.press('Backspace');
    assert.match(await text(page, '#where'), /^CPU/u);
    assert.match(await text(page, '#detail .name'), /^render /u);
    await page.click('#turn');
    await page.focus('#stage');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    assert.match(await text(page, '#detail .name'), /^main /u);
  });
});

test('a click zooms, a button goes back, tabs show the other graphs', options, async () => {
  await withPage('views', async (page) => {
    await page.locator('#stage canvas').click({ position: { x: 120, y: 2 * 21 + 8 } });
    assert.equal(await text(page, '#where'), 'Zoomed into parse · 60 %');
    await page.click('#whole');
    assert.match(await text(page, '#where'), /^CPU/u);
    await page.locator('#stage canvas').hover({ position: { x: 120, y: 3 * 21 + 8 } });
    assert.match(await text(page, '#tip'), /^lexersrc\/lexer\.js:5total 490 ms · 49 %/u);
    await page.click('#tab-1');
    assert.equal(await text(page, '#where'), 'Allocation · 5.00 MB');
    await page.keyboard.press('ArrowRight');
    assert.equal(await text(page, '#where'), 'GC · 90.0 ms');
    assert.equal(await page.locator('table:visible').count(), 1);
    await page.click('#tab-0');
    await page.getByRole('button', { name: 'render', exact: true }).click();
    assert.equal(await text(page, '#found'), '35 % of the total in 1 function, 1 frame');
  });
});

test('who spends it comes first, with its callers behind, and back again', options, async () => {
  await withPage('views', async (page) => {
    await page.click('#invert');
    assert.equal(await text(page, '#where'), 'CPU by who spends it · 1.00 s');
    await page.focus('#stage');
    await page.keyboard.press('ArrowDown');
    assert.match(await text(page, '#detail'), /^lexer src\/lexer\.js:5.*of its own 400 ms · 40 %/u);
    assert.match(await text(page, '#detail'), /function in 1 place 49 %/u, 'with all it calls');
    await page.keyboard.press('ArrowRight');
    assert.match(await text(page, '#detail .name'), /^render /u);
    await page.keyboard.press('ArrowDown');
    assert.match(await text(page, '#detail'), /^main .*own time of render via here 250 ms · 25 %/u);
    await page.fill('#query', 'parse');
    assert.equal(await text(page, '#found'), '60 % of the total in 1 function, 3 frames');
    assert.ok((await drawnColours(page)) >= 3);
    await page.focus('#stage');
    await page.keyboard.press('i');
    assert.equal(await text(page, '#where'), 'CPU · 1.00 s');
    assert.equal(await text(page, '#found'), '60 % of the total in 1 function, 1 frame');
  });
  await withPage('difference', async (page) => {
    await page.click('#invert');
    await page.fill('#query', 'render');
    await page.keyboard.press('Enter');
    assert.match(await text(page, '#detail'), /before 250 ms.*after 500 ms.*here \+250 ms/u);
  });
  await withPage('large', async (page) => {
    await page.click('#invert');
    assert.match(await text(page, '#where'), /by who spends it/u);
    assert.ok((await drawnColours(page)) >= 2);
  });
});

test('the address holds what is shown, can be copied, and goes back', options, async () => {
  await withPage('views', async (page) => {
    const parse = { x: 120, y: 2 * 21 + 8 };
    await page.locator('#stage canvas').click({ position: parse });
    await page.click('#tab-1');
    await page.goBack();
    assert.equal(await text(page, '#where'), 'Zoomed into parse · 60 %');
    await page.goBack();
    assert.equal(await text(page, '#where'), 'CPU · 1.00 s');
    assert.equal(new URL(page.url()).hash, '');
    await page.goForward();
    assert.equal(await text(page, '#where'), 'Zoomed into parse · 60 %');
    await page.click('#whole');
    await page.click('#tab-2');
    await page.click('#invert');
    await page.fill('#query', '/^(par|ren)/');
    await page.focus('#stage');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const shown = [await text(page, '#where'), await text(page, '#found')];
    assert.match(shown.join(), /^Zoomed into .* in 1 function/u);
    const copied = page.url();
    await page.goto('about:blank');
    await page.goto(copied);
    assert.deepEqual([await text(page, '#where'), await text(page, '#found')], shown);
    assert.equal(await page.getAttribute('#invert', 'aria-pressed'), 'true');
    assert.equal(await page.getAttribute('#tab-2', 'aria-selected'), 'true');
    await page.goto('about:blank');
    await page.goto(`${copied.split('#')[0]}#view=99&zoom=1e9&find=%2F(%2F&as=&first=x`);
    assert.equal(await text(page, '#where'), 'CPU · 1.00 s');
    assert.match(await text(page, '#found'), /^Not a regular expression/u);
  });
});

test('both colour schemes can be read, and differ', options, async () => {
  const pictures: Buffer[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await withPage(
      'views',
      async (page) => {
        await page.fill('#query', 'e');
        pictures.push(await page.locator('#graph').screenshot());
        const found: unknown = await page.evaluate(TEXT_COLOURS);
        assert.ok(Array.isArray(found) && found.length > 20);
        for (const one of found) {
          const [words = '', ink = '', paper = ''] = Array.isArray(one) ? one.map(String) : [];
          const ratio = contrast(ink, paper);
          assert.ok(ratio >= 4.5, `${words} in ${colorScheme}: ${ratio.toFixed(2)}`);
        }
      },
      { colorScheme },
    );
  }
  const [light, dark] = pictures;
  assert.ok(light !== undefined && dark !== undefined && !light.equals(dark));
});

/** Every visible text outside of the canvas with its colour and the one behind it, as #rrggbb. */
const TEXT_COLOURS = `(() => {
  const pen = document.createElement('canvas').getContext('2d');
  const hex = (colour) => { pen.fillStyle = colour; return pen.fillStyle; };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('body *')]
    .filter((one) => one.checkVisibility({ opacityProperty: true }) && !one.matches('script, .skip')
      && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .map((one) => [one.textContent, hex(getComputedStyle(one).color), hex(behind(one))]);
})()`;

test('a screen of 320 pixels shows it all without scrolling sideways', options, async () => {
  await withPage(
    'views',
    async (page) => {
      const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
      assert.equal(width, 320);
      assert.ok((await drawnColours(page)) >= 5);
      const place = { x: 60, y: 2 * 28 + 10 };
      await page.locator('#stage canvas').tap({ position: place });
      assert.match(await text(page, '#detail .name'), /^parse/u);
      assert.match(await text(page, '#where'), /^CPU/u);
      await page.locator('#stage canvas').tap({ position: place });
      assert.match(await text(page, '#where'), /^Zoomed into parse/u);
    },
    { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
  );
});

test('a differential graph tells the change and the test', options, async () => {
  await withPage('difference', async (page) => {
    assert.match(await text(page, '#where'), /^CPU · 1\.00 s before, 1\.25 s after$/u);
    assert.match(await text(page, 'main'), /Welch's t at 1 %\./u);
    await page.fill('#query', 'render');
    await page.keyboard.press('Enter');
    assert.match(
      await text(page, '#detail'),
      /slower · own code.*\+250 ms \(\+200 ms to \+300 ms\), significant, p < 0\.001/u,
    );
  });
});

test('the largest tree is drawn and answers', options, async () => {
  await withPage('large', async (page) => {
    assert.ok((await drawnColours(page)) >= 2);
    await page.fill('#query', 'middle17');
    assert.match(await text(page, '#found'), /of the total in \d+ functions/u);
    await page.keyboard.press('Enter');
    await page.focus('#stage');
    await page.keyboard.press('Enter');
    assert.match(await text(page, '#where'), /^Zoomed into middle17/u);
  });
});
