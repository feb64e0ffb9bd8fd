/** `NERVE_HOME/bin/nerve`: what every config, hook and unit calls, wherever nerve itself is installed. Pure. */
import type { Context } from '../../base/config/context.ts';
import type { Paths } from '../../base/config/paths.ts';
import type { OwnTarget } from '../changes/target.ts';

type Program = Context['program'];

/** The launcher for this installation of nerve. */
export function launcherTarget(
  paths: Paths,
  program: Program,
  platform: NodeJS.Platform = process.platform,
): OwnTarget {
  const text = platform === 'win32' ? batch(paths, program) : script(paths, program);
  return {
    kind: 'own',
    id: 'nerve:launcher',
    owner: 'nerve',
    file: paths.launcher,
    label: 'launcher',
    text,
    mode: 0o700,
  };
}

function script(paths: Paths, { node, entry }: Program): string {
  const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
  return [
    '#!/bin/sh',
    '# Starts nerve for agents and services. Rewritten by `nerve sync`.',
    `NERVE_HOME=${quote(paths.nerveHome)}`,
    'export NERVE_HOME',
    `exec ${quote(node)} ${quote(entry)} "$@"`,
    '',
  ].join('\n');
}

function batch(paths: Paths, { node, entry }: Program): string {
  return [
    '@echo off',
    'rem Starts nerve for agents and services. Rewritten by `nerve sync`.',
    `set "NERVE_HOME=${paths.nerveHome}"`,
    `"${node}" "${entry}" %*`,
    '',
  ].join('\r\n');
}
