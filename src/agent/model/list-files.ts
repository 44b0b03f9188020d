import { NAMES_LISTED_MAX } from './limits.ts';
import { numberValue, refusedCall, seen, textValue, type Tool } from './tool-spec.ts';
import { walkFolder } from './walk-folder.ts';
import { placeOf, type Workspace } from './workspace.ts';

const DEPTH_USUAL = 3;

/** The tool that names what lies in a folder. */
export function listFiles(workspace: Workspace, signal: AbortSignal): Tool {
  return {
    spec: {
      name: 'list_files',
      description:
        'Names the files and folders below a folder; folders end in /. Begin here, then search.',
      parameters: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'the folder; left out: the working folder' },
          depth: {
            type: 'integer',
            description: `folders within each other, 1 or more; left out: ${DEPTH_USUAL}`,
          },
        },
        required: [],
      },
    },
    about: (values) => textValue(values, 'path') || '.',
    use: async (values) => {
      const path = textValue(values, 'path') || '.';
      const place = placeOf(workspace, path, 'read');
      if (place.kind === 'refused') {
        return refusedCall(place.why);
      }
      if (place.status?.isDirectory() !== true) {
        return refusedCall(`${place.shown} is no folder that exists.`);
      }
      const depth = Math.max(1, numberValue(values, 'depth') ?? DEPTH_USUAL);
      const { entries, isCut } = await walkFolder(place.path, depth, signal);
      if (entries.length === 0) {
        return seen(`There is nothing in ${place.shown}.`);
      }
      const names = entries
        .slice(0, NAMES_LISTED_MAX)
        .map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name))
        .sort();
      const isMore = isCut || entries.length > names.length;
      const more = isMore ? '\n[… there is more: list one of the folders …]' : '';
      return seen(`${names.join('\n')}${more}`);
    },
  };
}
