import { OPEN_TOOLS_MAX } from './limits.ts';

/** A tool that an agent has begun to use. */
export interface OpenTool {
  readonly name: string;
  readonly about: string;
}

/**
 * The tools whose result has not come yet, by the agent's id for each use. A result that never
 * comes makes room for newer ones after `OPEN_TOOLS_MAX`.
 */
export interface OpenTools {
  begin(id: string, tool: OpenTool): void;
  /** The tool of a result; null when nobody began it. */
  end(id: string): OpenTool | null;
}

/** None is open at first. */
export function openTools(): OpenTools {
  const open = new Map<string, OpenTool>();
  return {
    begin(id, tool) {
      open.set(id, tool);
      const [oldest] = open.keys();
      if (open.size > OPEN_TOOLS_MAX && oldest !== undefined) {
        open.delete(oldest);
      }
    },
    end(id) {
      const tool = open.get(id) ?? null;
      open.delete(id);
      return tool;
    },
  };
}
