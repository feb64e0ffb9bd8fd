/** oclif's configuration, made from the manifest without a search through the disk; loaded only when a command runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Interfaces } from '@oclif/core';
import type { Command } from '@oclif/core/command';
import { Config } from '@oclif/core/config';

type Manifest = { readonly commands: Readonly<Record<string, Command.Cached>> };

/** oclif's configuration of the package in `root`. */
export async function loadConfig(root: string): Promise<Config> {
  const pjson: Interfaces.PJSON = readJson(join(root, 'package.json'));
  const { commands }: Manifest = readJson(join(root, 'oclif.manifest.json'));
  const plugin = rootPlugin(root, pjson, Object.values(commands));
  const config = new PlainConfig({ root, plugins: new Map([[plugin.name, plugin]]) });
  await config.load();
  return config;
}

class PlainConfig extends Config {
  /** A theme of the user would be one more file to read, and nerve's colours are its own. */
  override async loadTheme(): Promise<undefined> {}
}

/** What oclif's `Plugin.load` would find, but from two files instead of a search. */
function rootPlugin(
  root: string,
  pjson: Interfaces.PJSON,
  cached: readonly Command.Cached[],
): Interfaces.Plugin {
  const plugin: Interfaces.Plugin = {
    _base: pjson.name,
    alias: pjson.name,
    commandIDs: cached.map((command) => command.id),
    commands: cached.map((command) => ({ ...command, load: () => loadCommand(plugin, command) })),
    commandsDir: undefined,
    findCommand: (id: string) => {
      const found = cached.find((command) => command.id === id);
      if (!found) throw new Error(`no command ${id}`);
      return loadCommand(plugin, found);
    },
    hasManifest: true,
    hooks: {},
    isRoot: true,
    load: async () => {},
    moduleType: 'module',
    name: pjson.name,
    options: { root },
    pjson,
    root,
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([name, topic]) => ({ ...topic, name })),
    type: 'core',
    valid: true,
    version: pjson.version,
  };
  return plugin;
}

async function loadCommand(plugin: Interfaces.Plugin, { id, relativePath = [] }: Command.Cached) {
  const module = await import(pathToFileURL(join(plugin.root, ...relativePath)).href);
  const command: Command.Class = module.default;
  command.id = id;
  command.plugin = plugin;
  return command;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}
