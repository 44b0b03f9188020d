/** Who fills a role: any agent's command line, or a person; and the prompts of the roles. */
export { commandExecutor, type CommandExecutorOptions } from './command-executor.ts';
export type * from './executor.ts';
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
