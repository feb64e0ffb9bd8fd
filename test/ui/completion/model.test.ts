import { describe, expect, it } from 'vitest';
import { allPaths, nextWords } from '../../../src/ui/completion/model.ts';
import { model } from './fixture.ts';

it('knows every beginning of a command', () => {
  expect(allPaths(model).map((path) => path.join(' '))).toEqual([
    '',
    'agents',
    'agents add',
    'agents import',
    'agents list',
    'completion',
    'config',
    'config set',
    'sync',
  ]);
});

it('says what a word leads to, the first line only', () => {
  expect(nextWords(model, []).map(({ words, summary }) => [words.join(' '), summary])).toEqual([
    ['agents', "Agents' settings."],
    ['completion', ''],
    ['config', 'Settings.'],
    ['sync', 'Bring all up to date.'],
  ]);
});

describe('values', () => {
  const flag = (command: string, name: string) =>
    model.commands
      .find(({ words }) => words.join(' ') === command)
      ?.flags.find((candidate) => candidate.name === name);
  it.each([
    ['agents add', 'auth', { kind: 'words', words: ['auto', 'inline', 'env'], list: false }],
    ['sync', 'agent', { kind: 'words', words: ['codex', 'claude-code'], list: true }],
    ['sync', 'home', { kind: 'directory' }],
    ['sync', 'input', { kind: 'file' }],
    ['sync', 'name', { kind: 'any' }],
    ['sync', 'no-color', undefined],
  ])('%s --%s', (command, name, values) => {
    expect(flag(command, name)).toBeDefined();
    expect(flag(command, name)?.values).toEqual(values);
  });
});
