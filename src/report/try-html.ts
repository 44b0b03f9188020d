import type { Decision, TryResult } from '../model/index.ts';
import { html, type Markup, NOTHING } from './html.ts';
import {
  environmentSection,
  figureMarkup,
  htmlPage,
  type TableCell,
  tableMarkup,
  type TableRow,
  verdictPill,
  weaknessList,
} from './html-page.ts';
import { metricAndMode } from './metric-words.ts';
import { noiseNote, noiseSentence } from './noise-words.ts';
import {
  displayUnit,
  formatPValue,
  formatRatioRange,
  formatShare,
  formatSignedPercent,
  formatSignedRange,
  formatSpread,
} from './quantity.ts';
import { OWN_NAMES, quoted, resultSentence } from './result-sentence.ts';
import { oneLine } from './safe-text.ts';
import { tryJson } from './schema-json.ts';
import { whatWouldSettle } from './settle.ts';
import { barAxis, intervalBar, intervalFigure, intervalRow } from './svg-intervals.ts';
import {
  checkInWords,
  checkStates,
  decisionCounts,
  decisionInWords,
  headlineOf,
  modeOf,
  nextSteps,
  type PlacedResult,
  placedResults,
  ontoBaseSentence,
  rebasedSentence,
  stackSentences,
} from './try-facts.ts';

/**
 * A run as one HTML page that needs no network: the decisions with their reasons, what the kept
 * proposals do together and each by itself, everything about each proposal, the machine.
 *
 * @throws AssertionError when the result does not fit its published schema
 */
export function tryHtml(result: TryResult): string {
  const count = result.decisions.length;
  const heading =
    count === 0
      ? 'Nothing was proposed'
      : `${count} proposal${count === 1 ? '' : 's'}: ${decisionCounts(result.decisions)}`;
  return htmlPage({
    title: `${heading} - hone try`,
    kicker: html`<b>hone try</b> · run ${result.run} ·
      ${result.createdAt.slice(0, 16).replace('T', ' ')} UTC`,
    heading,
    lead: html`${stackSentences(result).map((sentence) => html`<p class="lead">${sentence}</p>`)}`,
    body: [
      decisionsTable(result),
      stackSection(result),
      noiseSection(result),
      nextSection(result),
      result.decisions.map((decision, index) => proposalSection(decision, index)),
      readingSection(),
      environmentSection(result.environment, [
        ['Run', result.run],
        ['Base', result.base],
        ['Branch of what was kept', result.branch ?? 'none: run without --keep'],
        ['Hash of the frozen suite', result.suiteHash],
        ['Measured at', result.createdAt],
        ['Seed', String(result.seed)],
      ]),
    ],
    footer: `Made by hone ${result.environment.hone} from the journal of run ${result.run}.`,
    data: { json: tryJson(result), file: 'hone-try.json', holds: DATA_HOLDS },
  });
}

const DATA_HOLDS =
  'Every decision with its numbers is inside this page; the samples are in the run folder.';

function decisionPill(decision: Decision['decision']): Markup {
  const { sign, words } = decisionInWords(decision);
  return html`<span class="pill ${decision}">${sign} ${words}</span>`;
}

function decisionsTable(result: TryResult): Markup {
  if (result.decisions.length === 0) {
    return NOTHING;
  }
  const headlines = result.decisions.map((decision) => headlineOf(decision));
  const axis = barAxis(headlines.flatMap((one) => (one ? intervalRow('', one.result) : [])));
  const rows = result.decisions.map((decision, index): TableRow => {
    const headline = headlines[index] ?? null;
    const ratio = headline?.result.ratio ?? null;
    const [row] = headline === null ? [] : intervalRow(decision.proposal, headline.result);
    const title = oneLine(decision.title);
    return {
      kind: 'claimed',
      cells: [
        {
          content: html`<a href="#p${index}">${oneLine(decision.proposal)}</a>`,
          set: 'name',
        },
        { content: decisionPill(decision.decision) },
        { content: decision.check ?? '–', set: 'check' },
        {
          content:
            ratio === null || headline === null
              ? '–'
              : html`<b>${formatSignedPercent(ratio)}</b><br />${formatSignedRange(ratio)}<br />
                  <span class="soft small">${modeOf(headline)}</span>`,
          set: 'number',
        },
        { content: row === undefined ? '–' : intervalBar(`d${index}`, row, axis), set: 'bar' },
        {
          content: html`<span>${title === '' ? null : html`${title}. `}</span
            ><span class="soft">${oneLine(decision.reason)}</span>`,
          set: 'reason',
        },
      ],
    };
  });
  const headers: TableCell[] = [
    { content: 'Proposal' },
    { content: 'Decision' },
    { content: 'Stopped at' },
    { content: 'Change', set: 'number' },
    { content: 'Interval' },
    { content: 'What it does, and why it was decided so' },
  ];
  return tableMarkup(
    'Decisions. A bar is the interval of the number that decided; the line is no change, the ' +
      'grey ground the changes that do not matter; a dot at the edge lies beyond it.',
    headers,
    rows,
    'cards',
  );
}

function stackSection(result: TryResult): Markup {
  const { stack } = result;
  if (stack === null) {
    return NOTHING;
  }
  const together = placedResults(stack.metrics).filter((one) => one.result.claimed);
  const figures = [
    figureOf('stack', 'All kept proposals against the base', together),
    figureOf(
      'adds',
      'What each adds',
      stack.contributions.flatMap((contribution) =>
        placedResults(contribution.metrics)
          .filter((one) => one.result.claimed)
          .map((one) => ({ ...one, benchmark: `${contribution.proposal}, ${one.benchmark}` })),
      ),
      'The whole stack against the stack without the one proposal.',
    ),
  ];
  const unmeasured = stack.contributions
    .filter((one) => Object.keys(one.metrics).length === 0)
    .map((one) => ({
      text: `${oneLine(one.proposal)}: ${oneLine(one.note ?? 'it was not measured')}`,
      advice: null,
    }));
  return html`<h2>Together</h2>
    <p>
      Measured again on fresh samples after all decisions, because gains of single proposals do not
      simply add up.
    </p>
    <div class="figures">${figures}</div>
    ${unmeasured.length === 0 ? null : weaknessList(unmeasured)}${trialTable(
      'Numbers of the whole stack against the base',
      stack.metrics,
    )}`;
}

const UNSEEN = 'Inputs that no proposal had seen.';

/** Intervals of results that share a metric and a mode, one figure for each such pair. */
function figureOf(id: string, title: string, results: readonly PlacedResult[], more = ''): Markup {
  const groups = [
    ...Map.groupBy(results, (one) => metricAndMode(one.metric, one.result.placement)),
  ];
  return html`${groups.map(([mode, group], index) => {
    const rows = group.flatMap((one) => intervalRow(one.benchmark, one.result));
    const [first] = group;
    if (rows.length === 0 || first === undefined) {
      return NOTHING;
    }
    const limit = formatShare(first.result.minEffect);
    return figureMarkup(title, intervalFigure(`${id}-${index}`, rows, first.metric), [
      `${mode.charAt(0).toUpperCase()}${mode.slice(1)}.`,
      `Grey ground: changes under ${limit} do not matter.`,
      ...(more === '' ? [] : [more]),
    ]);
  })}`;
}

function nextSection(result: TryResult): Markup {
  const steps = nextSteps(result).map((step) => {
    const [lead = '', ...command] = step.split(': ');
    return command.length === 0
      ? html`<li>${lead}</li>`
      : html`<li>${lead}: <code>${command.join(': ')}</code></li>`;
  });
  return html`<h2>Next</h2>
    <ul>
      ${steps}
    </ul>`;
}

function proposalSection(decision: Decision, index: number): Markup {
  const checks = checkStates(decision).map((one) => {
    const look = { passed: 'kept', refused: 'rejected', 'not run': 'soft' }[one.state];
    return html`<li class="${look}">${checkInWords(one)}</li>`;
  });
  const claimed = placedResults(decision.metrics).filter((one) => one.result.claimed);
  const holdout = placedResults(decision.holdout).filter((one) => one.result.claimed);
  const commit =
    decision.commit === null ? null : html`<p>Commit <code>${decision.commit}</code></p>`;
  return html`<section id="p${index}">
    <h2>${quoted(decision.proposal)}</h2>
    <div class="result">
      ${decisionPill(decision.decision)}
      <p class="lead">
        ${oneLine(decision.title)}. <span class="soft">${oneLine(decision.reason)}</span>
      </p>
    </div>
    <ul class="checks" aria-label="Checks in the order in which they ran">
      ${checks}
    </ul>
    ${commit}
    <ul>
      ${[...claimed, ...holdout].map((one) => sentenceItem(one))}
    </ul>
    <div class="figures">
      ${figureOf(`p${index}-suite`, 'On the suite', claimed)}
      ${figureOf(`p${index}-holdout`, 'On holdouts', holdout, UNSEEN)}
    </div>
    ${
      decision.notes.length === 0
        ? null
        : html`<h3>What weakens this</h3>
            ${weaknessList(decision.notes)}`
    }
    ${trialTable('Numbers on the benchmarks of the suite', decision.metrics)}
    ${trialTable('Numbers on holdouts, inputs that no proposal had seen', decision.holdout)}
    ${rebasedMarkup(decision)}
  </section> `;
}

/** What git did to it before it was judged, and on top of the others. */
function rebasedMarkup(decision: Decision): Markup {
  const ontoBase = ontoBaseSentence(decision);
  return ontoBase === null
    ? onTopMarkup(decision)
    : html`<h3>Rebased onto the base</h3>
        <p>${ontoBase}</p>
        ${onTopMarkup(decision)}`;
}

function onTopMarkup(decision: Decision): Markup {
  const sentence = rebasedSentence(decision);
  const { rebased } = decision;
  return rebased === undefined || sentence === null
    ? NOTHING
    : html`<h3>On top of what was kept before it</h3>
        <p>${sentence} <span class="soft">${oneLine(rebased.reason)}</span></p>
        ${trialTable('Numbers there, on the benchmarks of the suite', rebased.metrics)}
        ${trialTable('Numbers there, on holdouts', rebased.holdout)}`;
}

function sentenceItem({ benchmark, metric, result }: PlacedResult): Markup {
  const claim = { base: OWN_NAMES.base, candidate: OWN_NAMES.proposal, metric, result };
  const settle = whatWouldSettle(result);
  return html`<li>
    <b>${oneLine(benchmark)}</b>: ${resultSentence(claim)}
    ${settle === null ? null : html`<span class="soft">${settle}</span>`}
  </li>`;
}

function trialTable(caption: string, metrics: Decision['metrics']): Markup {
  const rows = placedResults(metrics).map(({ benchmark, metric, result }): TableRow => {
    const { ratio, pairs } = result;
    const measured = pairs.confirmation > 0;
    return {
      kind: result.claimed ? 'claimed' : 'beside',
      cells: [
        { content: oneLine(benchmark), set: 'name' },
        { content: metricAndMode(metric, result.placement), set: 'whole' },
        { content: verdictPill(result.verdict) },
        { content: measured ? formatSpread(result.base, displayUnit(result)) : '–', set: 'number' },
        {
          content: measured ? formatSpread(result.candidate, displayUnit(result)) : '–',
          set: 'number',
        },
        {
          content: ratio === null ? '–' : html`<b>${formatSignedPercent(ratio)}</b>`,
          set: 'number',
        },
        { content: ratio === null ? '–' : formatRatioRange(ratio), set: 'number' },
        { content: formatPValue(result.pValue), set: 'number' },
        { content: `${pairs.screening}+${pairs.confirmation}`, set: 'number' },
      ],
    };
  });
  const headers: TableCell[] = [
    { content: 'Benchmark' },
    { content: 'Metric, mode' },
    { content: 'Verdict' },
    { content: 'Base ± mad', set: 'number' },
    { content: 'Candidate ± mad', set: 'number' },
    { content: 'Change', set: 'number' },
    { content: 'Ratio interval', set: 'number' },
    { content: 'Adjusted p', set: 'number' },
    { content: 'Pairs', set: 'number' },
  ];
  return rows.length === 0 ? NOTHING : tableMarkup(caption, headers, rows);
}

function noiseSection({ noise }: TryResult): Markup {
  if (noise === undefined) {
    return NOTHING;
  }
  const note = noiseNote(noise);
  return note === null
    ? html`<p>${noiseSentence(noise)}</p>`
    : html`<h2>What weakens all of this</h2>
        ${weaknessList([note])}`;
}

function readingSection(): Markup {
  return html`<h2>How to read this</h2>
    <p>
      A change is candidate / base − 1: −12.4 % of time means that it takes 12.4 % less. Intervals
      and verdicts come from fresh confirmation pairs alone, p is adjusted for everything that was
      tested together. Pinned: kept on one core; free: on any core, as in daily use. A proposal is
      kept only when every check passed; the first that did not is its reason, and the later ones
      did not run.
    </p>`;
}
