import { setTimeout as wait } from 'node:timers/promises';

import { HoneError } from '../base/index.ts';
import {
  newTrackerText,
  readTaskId,
  type TaskPlace,
  TRACKER_FILE,
  trackerFacts,
  trackerMark,
  trackerOf,
  trackerPath,
  withTasks,
  writeTracker,
} from '../campaign/index.ts';
import { type Tracker, TRACKER_SCHEMA, TrackerDocument } from '../model/index.ts';
import { documentOf, trackerHtml, trackerText } from '../report/index.ts';
import { checkExportFiles, writeExportFiles } from './export-files.ts';
import { fullScreen, type FullScreen, untilSo } from './full-screen.ts';
import { jsonText } from './json-output.ts';
import type { Session } from './session.ts';
import { print, styleFor } from './terminal.ts';
import type { TrackerFlags } from './tracker-flags.ts';

/** How often a watched tracker asks whether something changed. */
const WATCH_MS = 1_000;

/** It rests so many times as long as a drawing took: what is measured meanwhile comes first. */
const REST_SHARE = 10;

type Facts = Awaited<ReturnType<typeof trackerFacts>>;
type Written = ReturnType<typeof writeTracker>;

/** Shows the tracker, or writes it where the flags say. @throws HoneError E_USAGE */
export async function showTracker(
  ids: readonly string[],
  flags: TrackerFlags,
  session: Session,
): Promise<void> {
  refuseMixed(flags);
  if (flags.watch === true) {
    await watchTracker(ids, flags, session);
    return;
  }
  const json = flags.json === true ? '-' : flags.json;
  checkExportFiles([json, flags.markdown, flags.html]);
  await withTasks(flags.cwd, session.signal, async (place) => {
    const facts = await factsFor(place, ids, flags, tellTrouble);
    const isPrinted = await writeExportFiles([
      [json, () => trackerJson(trackerOf(facts))],
      [flags.markdown, () => newTrackerText(facts)],
      [flags.html, () => trackerHtml(trackerOf(facts))],
    ]);
    if (flags.write === true) {
      const written = writeTracker(place.repository.root, pathFor(place, flags), facts);
      (isPrinted ? tellTrouble : tell)(writtenText(written));
    } else if (!isPrinted) {
      const { isTTY, rows } = process.stdout;
      const height = isTTY && rows > 0 ? rows - 1 : null; // the prompt takes one
      await print(trackerText(trackerOf(facts), styleFor(process.stdout), height));
    }
  });
}

function trackerJson(tracker: Tracker): string {
  return jsonText(documentOf(TrackerDocument, { schema: TRACKER_SCHEMA, ...tracker }));
}

function refuseMixed(flags: TrackerFlags): void {
  const { json, markdown, html } = flags;
  if (typeof json === 'string' && readTaskId(json) !== null) {
    throw new HoneError(
      'E_USAGE',
      `"--json ${json}" would write a file of that name. Put --json behind the tasks for ` +
        'standard output, or name a file: --json tracker.json',
    );
  }
  const isExported = [json, markdown, html].some((flag) => flag !== undefined);
  if (flags.watch === true && isExported) {
    throw new HoneError('E_USAGE', 'Watch it, or export it: --watch goes with --write alone.');
  }
  if (flags.watch === true && !process.stdout.isTTY) {
    throw new HoneError(
      'E_USAGE',
      '--watch draws on a terminal, and standard output is none. Leave it out to print the ' +
        'tracker once, or write it: --write.',
    );
  }
}

function pathFor({ repository }: TaskPlace, { file }: TrackerFlags): string {
  return trackerPath(repository.root, file ?? TRACKER_FILE);
}

function factsFor(
  place: TaskPlace,
  ids: readonly string[],
  flags: TrackerFlags,
  onTrouble: (text: string) => void,
): Promise<Facts> {
  return trackerFacts(place, {
    tasks: ids,
    file: pathFor(place, flags),
    name: flags.name ?? null,
    purpose: flags.purpose ?? null,
    refresh: flags.refresh === true,
    onTrouble,
  });
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

function tellTrouble(text: string): void {
  process.stderr.write(`${text}\n`);
}

function writtenText({ path, isChanged, keptAside }: Written): string {
  return [
    isChanged ? `Wrote ${path}.` : `${path} says it all already.`,
    ...keptAside.map(({ place }) => {
      const where = `below "Kept aside" in ${path}`;
      return `You had edited ${place}, which hone writes: your text is ${where}.`;
    }),
  ].join('\n');
}

/** Draws the tracker until somebody stops it, which is how it ends. */
async function watchTracker(
  ids: readonly string[],
  flags: TrackerFlags,
  { signal }: Session,
): Promise<void> {
  // A mistake in the words is told as ever, before the screen is taken.
  await withTasks(flags.cwd, signal, (place) => factsFor(place, ids, flags, () => {}));
  const screen = fullScreen(process.stdout);
  try {
    while (!signal.aborted) {
      await drawAndWait(screen, ids, flags, signal);
    }
  } catch (thrown) {
    if (!signal.aborted) {
      throw thrown;
    }
  } finally {
    screen.leave();
  }
}

/** One drawing, shown until something is another one. */
async function drawAndWait(
  screen: FullScreen,
  ids: readonly string[],
  flags: TrackerFlags,
  signal: AbortSignal,
): Promise<void> {
  await withTasks(flags.cwd, signal, async (place) => {
    const { repository, store } = place;
    const startedAt = performance.now();
    const mark = trackerMark(store, repository);
    const troubles: string[] = [];
    const text = await drawing(place, ids, flags, troubles);
    screen.draw(({ rows }) => {
      const footer = [...troubles, 'Drawn anew when something changes. Ctrl-C ends.'];
      const room = Math.max(0, rows - footer.length - 1);
      return [...text(room).split('\n').slice(0, room), '', ...footer];
    });
    const restMs = Math.max(WATCH_MS, REST_SHARE * (performance.now() - startedAt));
    await wait(restMs, undefined, { signal });
    await untilSo(() => trackerMark(store, repository) !== mark, WATCH_MS, signal);
  });
}

/** The tracker for a number of rows; what can't be read now is said in its place. */
async function drawing(
  place: TaskPlace,
  ids: readonly string[],
  flags: TrackerFlags,
  troubles: string[],
): Promise<(rows: number) => string> {
  try {
    const facts = await factsFor(place, ids, flags, (text) => troubles.push(text));
    if (flags.write === true) {
      const written = writeTracker(place.repository.root, pathFor(place, flags), facts);
      troubles.push(...(written.isChanged ? writtenText(written).split('\n') : []));
    }
    const tracker = trackerOf(facts);
    return (rows) => trackerText(tracker, styleFor(process.stdout), rows);
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code !== 'E_INTERRUPTED') {
      return () => thrown.message;
    }
    throw thrown;
  }
}
