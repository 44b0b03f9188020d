import { rmSync } from 'node:fs';

import { systemCodeOf } from '../../base/index.ts';
import { fileText, writeFileText } from './file-text.ts';
import { replacedOnce } from './replace-once.ts';
import {
  refusedCall,
  textValue,
  type Tool,
  type ToolResult,
  type ToolValues,
} from './tool-spec.ts';
import { type Place, placeOf, type Workspace } from './workspace.ts';

type Found = Extract<Place, { kind: 'place' }>;

/** The tool that changes, makes and removes files. */
export function editFile(workspace: Workspace): Tool {
  return {
    spec: {
      name: 'edit_file',
      description:
        'Changes a file. "replace" puts new_text in the place of old_text, which has to occur ' +
        'exactly once, white space included. "create" makes a file with new_text. "delete" ' +
        'removes it.',
      parameters: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'the file' },
          action: {
            type: 'string',
            enum: ['replace', 'create', 'delete'],
            description: 'what to do',
          },
          old_text: { type: 'string', description: 'for replace: what is there now' },
          new_text: { type: 'string', description: 'for replace and create' },
        },
        required: ['path', 'action'],
      },
    },
    about: (values) => textValue(values, 'path'),
    use: async (values) => {
      const place = placeOf(workspace, textValue(values, 'path'), 'write');
      if (place.kind === 'refused') {
        return refusedCall(place.why);
      }
      if (place.status?.isDirectory() === true) {
        return refusedCall(`${place.shown} is a folder.`);
      }
      switch (textValue(values, 'action')) {
        case 'replace':
          return replace(place, values);
        case 'create':
          return create(place, values);
        default:
          return remove(place);
      }
    },
  };
}

function replace(place: Found, values: ToolValues): ToolResult {
  const file = fileText(place.path);
  if (file.kind === 'refused') {
    return refusedCall(`${place.shown} ${file.why}.`);
  }
  if (!values.has('new_text')) {
    return refusedCall('"replace" needs new_text; an empty one takes old_text out.');
  }
  const [oldText, newText] = [textValue(values, 'old_text'), textValue(values, 'new_text')];
  const replaced = replacedOnce(file.text, oldText, newText);
  if (replaced.kind === 'refused') {
    return refusedCall(`Nothing was changed in ${place.shown}: ${replaced.why}`);
  }
  return written(place, replaced.text, file.status.mode);
}

function create(place: Found, values: ToolValues): ToolResult {
  // What is handed in is often written anew as a whole; code is not.
  if (place.status !== null && !place.isHandedIn) {
    return refusedCall(
      `${place.shown} is there already. Use "replace", or "delete" it before you create it anew.`,
    );
  }
  if (!values.has('new_text')) {
    return refusedCall('"create" needs new_text.');
  }
  return written(place, textValue(values, 'new_text'), null);
}

function written(place: Found, text: string, mode: number | null): ToolResult {
  const problem = writeFileText(place.path, text, mode);
  return problem === null
    ? { kind: 'done', text: `${place.shown} is written.`, changed: true }
    : refusedCall(`${place.shown} ${problem}.`);
}

function remove(place: Found): ToolResult {
  if (place.status === null) {
    return refusedCall(`${place.shown} does not exist.`);
  }
  try {
    rmSync(place.entry);
    return { kind: 'done', text: `${place.shown} is removed.`, changed: true };
  } catch (thrown) {
    return refusedCall(`${place.shown} can't be removed (${systemCodeOf(thrown) ?? 'unknown'}).`);
  }
}
