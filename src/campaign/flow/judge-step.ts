import { ownField } from '../../base/index.ts';
import type { CodeReview, OptimizationArchitecture, Plan } from '../../model/index.ts';
import { planHash } from '../../plan/index.ts';
import { sha256 } from '../read-suite.ts';
import { hasShape } from './artifact-shape.ts';
import type { ArtifactRecord, GateFinding, Produced } from './board.ts';
import { requiredFiles } from './expected-files.ts';
import type { StepWork } from './flow-context.ts';
import { problemsUnder } from './project-schemas.ts';
import { jsonOf } from './record-artifact.ts';
import { artifactRead } from './required-artifact.ts';
import { bodyOf, MINIMUM_SCORE } from './built-in/rating.ts';

/**
 * What the gate of a step looks at: every file that it had to bring is there and has the shape that
 * was asked for, what the engine computed about them, and what a reviewer decided. There is always
 * at least one check, so that nothing passes for having been looked at by nobody.
 *
 * @param looksAt - told which kind of check comes next, for people who watch
 */
export function judgeStep(
  work: StepWork,
  produced: Produced,
  looksAt: (check: string) => void = () => undefined,
): GateFinding[] {
  return CHECKS.flatMap(([name, check]) => {
    looksAt(name);
    return check(work, produced);
  });
}

type Check = (work: StepWork, produced: Produced) => readonly GateFinding[];

const CHECKS: readonly (readonly [string, Check])[] = [
  ['that its files are there', filesThere],
  ['the shape that was asked for', shapeAsked],
  ['the score that was asked for', scoreAsked],
  ['what was computed', (_, { findings }) => findings],
  ['what the reviewer decided', verdicts],
  ['what the review is of', bindings],
];

function filesThere(work: StepWork, produced: Produced): GateFinding[] {
  const wanted = requiredFiles(work);
  if (wanted.length === 0) {
    const message = `The step ended; it brought ${produced.artifacts.length} file(s).`;
    return [{ name: 'ended', passed: true, message }];
  }
  return wanted.map((name) => {
    const found = produced.artifacts.find((artifact) => artifact.name === name);
    const message =
      found === undefined
        ? `${name} is missing.`
        : `${name} is there (${found.bytes} bytes, ${found.schema ?? 'no schema'}).`;
    return { name: `file ${name}`, passed: found !== undefined, message };
  });
}

function shapeAsked(work: StepWork, produced: Produced): GateFinding[] {
  const schema = work.step.validation?.schema ?? null;
  if (schema === null) {
    return [];
  }
  const name = `schema ${schema}`;
  const own = ownField(work.context.started.schemas, schema);
  if (typeof own === 'object' && own !== null) {
    return [{ name, ...heldAgainst(own, work, produced) }];
  }
  const fitting = produced.artifacts.filter((artifact) => hasShape(artifact.name, schema));
  const passed = fitting.length > 0;
  const message = passed
    ? `${fitting.map((artifact) => artifact.name).join(', ')} was held against it.`
    : `No file of the step has the schema ${schema}.`;
  return [{ name, passed, message }];
}

/** A schema of the project: one of the JSON files of the step has to fit it. */
function heldAgainst(
  schema: object,
  work: StepWork,
  { artifacts }: Produced,
): Pick<GateFinding, 'passed' | 'message'> {
  const held = artifacts
    .filter(({ name }) => name.endsWith('.json'))
    .map((artifact) => ({
      name: artifact.name,
      problems: problemsUnder(schema, jsonOf(work, artifact)),
    }));
  const fits = held.find(({ problems }) => problems.length === 0);
  if (fits !== undefined) {
    return { passed: true, message: `${fits.name} fits it.` };
  }
  const problems = held.map(({ name, problems: found }) => `${name}: ${found.join('; ')}`);
  return { passed: false, message: problems.join(' ') || 'No file of the step is JSON.' };
}

/** A score that a flow asks for and nobody gives has not been reached. */
function scoreAsked({ step }: StepWork, produced: Produced): GateFinding[] {
  const scoreMin = step.validation?.scoreMin ?? null;
  if (scoreMin === null || produced.findings.some(({ name }) => name === MINIMUM_SCORE)) {
    return [];
  }
  const message = `At least ${scoreMin} is asked for, and nothing of this step has a score.`;
  return [{ name: MINIMUM_SCORE, passed: false, message }];
}

const CODE_REVIEW = /^code-review(?:-[^/]+)?\.json$/;
const ARCHITECTURE = 'optimization-architecture.json';

function verdicts(work: StepWork, produced: Produced): GateFinding[] {
  return produced.artifacts
    .filter(({ name }) => CODE_REVIEW.test(name) || name === ARCHITECTURE)
    .map((artifact) => {
      const review = jsonOf<CodeReview | OptimizationArchitecture>(work, artifact);
      const passed = review.verdict === 'approved';
      const said = `${artifact.agent} says ${review.verdict}: ${review.summary}`;
      const message = passed ? said : [said, ...complaints(review)].join('\n');
      return { name: `verdict of ${artifact.name}`, passed, message };
    });
}

/** Word for word, because whoever has to do better reads nothing else of the review. */
function complaints(review: CodeReview | OptimizationArchitecture): string[] {
  if ('findings' in review) {
    return review.findings.map(({ severity, file, line, finding, suggestion }) => {
      const place = file === null ? '' : ` ${file}${line === null ? '' : `:${line}`}`;
      return `${severity}${place}: ${finding}${suggestion === null ? '' : ` ${suggestion}`}`;
    });
  }
  return review.decisions
    .filter(({ decision }) => decision !== 'approved')
    .map(({ step_number: step, decision, reason }) => `step ${step} ${decision}: ${reason}`);
}

/** A review counts for what it was made of, not for whatever came after it. */
function bindings(work: StepWork, produced: Produced): GateFinding[] {
  return produced.artifacts.flatMap((artifact): GateFinding[] => {
    if (CODE_REVIEW.test(artifact.name)) {
      return ofCommit(work, artifact);
    }
    return artifact.name === ARCHITECTURE ? ofPlan(work, artifact) : [];
  });
}

function ofCommit(work: StepWork, artifact: ArtifactRecord): GateFinding[] {
  if (work.board.artifact('dev-manifest.json') === null) {
    return []; // nothing was made in this run, so the review is of something else
  }
  const { reviewed_commit: reviewed } = jsonOf<CodeReview>(work, artifact);
  const { commit } = work.board;
  const passed = reviewed === commit;
  const message = passed
    ? `It is of ${commit.slice(0, 10)}.`
    : `It is a review of ${reviewed}; what was made is ${commit}.`;
  return [{ name: `commit of ${artifact.name}`, passed, message }];
}

function ofPlan(work: StepWork, artifact: ArtifactRecord): GateFinding[] {
  const source = artifactRead(work, 'plan-{{plan_id}}.json');
  if (source === null) {
    return [];
  }
  const { plan_hash: reviewed } = jsonOf<OptimizationArchitecture>(work, artifact);
  const hash = planHash(bodyOf(jsonOf<Plan>(work, source)), sha256);
  const passed = reviewed === hash;
  const message = passed
    ? `It is of the plan ${hash.slice(0, 12)}.`
    : `It is a review of the plan ${reviewed}; the plan that was rated is ${hash}.`;
  return [{ name: `plan of ${artifact.name}`, passed, message }];
}
