/** The workspace and the agents' bundles as resources, read anew every time: they are small, and edited at any moment. */
import { recipeOf } from '../../agents/bundles/recipe.ts';
import { renderBundle } from '../../agents/bundles/render.ts';
import { AGENTS } from '../../agents/registry/registry.ts';
import type { Context } from '../../base/config/context.ts';
import { tildify } from '../../base/config/paths.ts';
import { UserError } from '../../base/kernel/errors.ts';
import type { Workspace } from '../../base/workspace/files.ts';
import { loadWorkspace } from '../../base/workspace/load.ts';
import { CODES, McpError } from '../../protocols/mcp/errors.ts';
import { beginningWith, MARKDOWN, type ResourceSource } from './resource-source.ts';

const WORKSPACE = 'nerve://workspace/';
const BUNDLES = 'nerve://bundles/';

/** The identity files. */
export function workspaceResources(context: Context): ResourceSource {
  return {
    template: {
      uriTemplate: `${WORKSPACE}{file}`,
      name: 'workspace-file',
      title: 'A file of the workspace',
      description: 'One of the identity files, such as USER.md.',
      mimeType: MARKDOWN,
    },
    scope: 'read',
    list: async () =>
      (await workspaceOf(context)).parts.map(({ name, text }) => ({
        uri: WORKSPACE + name,
        name,
        mimeType: MARKDOWN,
        size: Buffer.byteLength(text),
      })),
    read: async (value) => (await workspaceOf(context)).parts.find(({ name }) => name === value)?.text,
    complete: async (typed) => {
      const { parts } = await workspaceOf(context);
      return beginningWith(
        parts.map(({ name }) => name),
        typed,
      );
    },
  };
}

/** The memory texts of the configured agents. */
export function bundleResources(context: Context): ResourceSource {
  return {
    template: {
      uriTemplate: `${BUNDLES}{agent}`,
      name: 'bundle',
      title: "An agent's memory",
      description: 'The memory text that nerve renders for an agent, such as codex.',
      mimeType: MARKDOWN,
    },
    scope: 'read',
    list: () =>
      bundled(context).map(({ name, title }) => ({
        uri: BUNDLES + name,
        name: `bundle-${name}`,
        title: `Memory for ${title}`,
        mimeType: MARKDOWN,
      })),
    read: async (value) => {
      const agent = bundled(context).find(({ name }) => name === value);
      const recipe = agent && recipeOf(agent, tildify(context.config.text('workspace'), context.paths.home));
      return recipe && (await renderBundle(await workspaceOf(context), recipe)).text;
    },
    complete: (typed) =>
      beginningWith(
        bundled(context).map(({ name }) => name),
        typed,
      ),
  };
}

/** The configured agents that get a memory text. */
function bundled({ config }: Context) {
  const names = new Set(config.agents.map(({ name }) => name));
  return AGENTS.filter(({ name, bundle }) => bundle && names.has(name));
}

async function workspaceOf({ system, config }: Context): Promise<Workspace> {
  const directory = config.text('workspace');
  if (system.stat(directory)?.kind !== 'directory') return { directory, parts: [] };
  try {
    return await loadWorkspace(system, directory);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new McpError(CODES.internal, error.message);
  }
}
