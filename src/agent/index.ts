/** Who fills a role: any agent's command line, or a person; and the prompts of the roles. */
export { agentSaid } from './agent-output.ts';
export { AGENT_SPEC_FORMS, type AgentSpec, parseAgentSpec } from './agent-spec.ts';
export { commandExecutor, type CommandExecutorOptions } from './command-executor.ts';
export type * from './executor.ts';
export { executorFor, type ExecutorForOptions } from './executor-for.ts';
export { chosenEditor } from './human/chosen-editor.ts';
export type { HumanExecutorOptions } from './human/human-executor.ts';
export {
  PERSON_DECLINES,
  type PersonAnswer,
  type PersonOutcome,
  personOutcome,
  type PersonQuestion,
  personQuestion,
} from './person-executor.ts';
export {
  artifactsText,
  filledPrompt,
  PROMPT_FIELDS,
  type PromptValues,
  type RolePrompt,
  rolePrompt,
} from './role-prompt.ts';
export { type CommandOutput, type CommandRequest, runCommand } from './run-command.ts';
