import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HoneError, type Json, messageOf } from '../../base/index.ts';
import { changeText } from '../../gates/index.ts';
import { type Judgement, judgePrompt, majorityOf, parseJudgement } from '../../hacks/index.ts';
import type { Clearance, Decision } from '../../model/index.ts';
import { agentExecutor } from '../proposing/agent-executor.ts';
import { AGENT_WORK_TYPE, withWorkNoted } from '../proposing/agent-work.ts';
import { openProposerSandbox } from '../proposing/proposer-sandbox.ts';
import type { Clearances, Trial } from './decisions.ts';
import type { RunContext } from './run-context.ts';
import { trusted } from './trusted.ts';

/** Time for one judge. */
const JUDGE_MS_MAX = 600_000;

/**
 * Asks about the proposals that were decided to wait for a person: first whoever was named when the
 * run was started, then the judges, each of them by itself. What they said is recorded.
 *
 * @param decided - without any clearance
 */
export async function clearancesOf(
  run: RunContext,
  trials: readonly Trial[],
  decided: readonly Decision[],
): Promise<Clearances> {
  const found = new Map<string, Clearance>();
  const { judges = [], clearances = [] } = run.started;
  for (const decision of decided.filter((one) => one.decision === 'needs-person')) {
    const { proposal } = decision;
    const person = clearances.find((one) => one.proposal === proposal);
    if (person !== undefined) {
      found.set(proposal, { verdict: 'honest', by: person.by, reason: person.reason });
    } else if (judges.length > 0) {
      run.hooks.onStage(`${proposal}: asking ${judges.length} judges`);
      const key = `judged/${proposal}`;
      const said = await run.store.step(run.run, key, trusted<Clearance>, () =>
        panelOn(run, { trials, decided, decision }),
      );
      found.set(proposal, said);
    }
  }
  return found;
}

interface Case {
  readonly trials: readonly Trial[];
  readonly decided: readonly Decision[];
  readonly decision: Decision;
}

async function panelOn(run: RunContext, about: Case): Promise<Clearance> {
  const prompt = promptFor(about);
  const judgements: Judgement[] = [];
  for (const judge of run.started.judges ?? []) {
    judgements.push(await askJudge(run, judge, prompt));
  }
  const { verdict, honest, hack, unsure, reasons } = majorityOf(judgements);
  const votes = `${honest} honest, ${hack} a hack, ${unsure} unsure`;
  return {
    verdict,
    by: `${judgements.length} judges (${votes})`,
    reason: reasons.join(' '),
  };
}

function promptFor({ trials, decided, decision }: Case): string {
  const shown = (one: Decision): Parameters<typeof judgePrompt>[0] => {
    const collected = trials.find(({ name }) => name === one.proposal)?.checked.collected;
    return {
      name: one.proposal,
      diff: collected?.kind === 'collected' ? collected.patch : '',
      numbers: Object.entries(one.metrics).flatMap(([benchmark, metrics]) =>
        Object.entries(metrics).map(
          ([metric, result]) => `${benchmark} ${metric} ${changeText(result)}`,
        ),
      ),
    };
  };
  const others = decided.filter((one) => one.proposal !== decision.proposal);
  const report = { findings: decision.suspicions ?? [], more: 0 };
  return judgePrompt(shown(decision), report, others.map(shown));
}

/** A judge that fails has no opinion: what is missing does not pass. */
async function askJudge(run: RunContext, judge: string, prompt: string): Promise<Judgement> {
  const { repository, store, started, signal } = run;
  const outputFolder = mkdtempSync(join(tmpdir(), 'hone-judge-'));
  const folder = join(outputFolder, 'work');
  mkdirSync(folder);
  try {
    const subject = { repository, storeFolder: store.folder, frozen: started.frozen };
    const { kind } = run.machine.containment;
    const sandbox = await openProposerSandbox(subject, kind, signal);
    const contain = sandbox.containFor(folder);
    const task = {
      role: 'judge',
      prompt,
      folder,
      outputFolder,
      artifacts: [{ name: 'judgement.json', schema: null }],
      env: { HONE_RUN: run.run },
    };
    const control = {
      signal,
      timeoutMs: JUDGE_MS_MAX,
      owns: () => undefined,
      ...(contain === undefined ? {} : { contain }),
    };
    const spent = (data: Json): void => {
      store.appendEvent(run.run, { type: AGENT_WORK_TYPE, key: null, data });
    };
    const who = { role: 'judge', agent: judge };
    const output = await withWorkNoted({ spent }, who, undefined, (onTrace) =>
      agentExecutor(judge)(task, { ...control, onTrace }),
    );
    return parseJudgement(output.artifacts[0]?.text ?? '');
  } catch (thrown) {
    if (thrown instanceof HoneError && thrown.code === 'E_INTERRUPTED') {
      throw thrown;
    }
    return { verdict: 'unsure', reason: `A judge failed: ${messageOf(thrown)}` };
  } finally {
    rmSync(outputFolder, { recursive: true, force: true });
  }
}
