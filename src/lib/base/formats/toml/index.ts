/** The editor of TOML files: splices text, then proves by meaning that only the wanted path changed. */
import { type Json, valueAt } from '../../kernel/json.ts';
import { EditRefused, type KeyedFormat, type KeyPath } from '../format.ts';
import { openToml, splitBom, type TomlDocument } from './document.ts';
import { findArray, planAddMember, planRemoveMember } from './members.ts';
import { planRemove } from './remove.ts';
import { planSet } from './set.ts';
import { tomlSnippet } from './snippet.ts';
import { applySplices, type Splice } from './splice.ts';
import { verifyRemove, verifySet } from './verify.ts';

/** TOML 1.0 (https://toml.io/en/v1.0.0). Reads strictly: what the agents' own parsers refuse is unparseable here. */
export const toml: KeyedFormat = {
  name: 'toml',
  parse: (text) => openToml(splitBom(text)[1]).data,
  set,
  remove,
  addMember,
  removeMember,
  snippet: tomlSnippet,
};

function set(text: string, path: KeyPath, value: Json): string {
  return edit(text, (document) => ({
    splices: planSet(document, path, value),
    verify: (after) => verifySet(document.data, after, path, value),
  }));
}

function remove(text: string, path: KeyPath): string {
  if (path.length === 0) throw new EditRefused('only a key can be removed, not the whole document');
  return edit(text, (document) => ({
    splices: valueAt(document.data, path) === undefined ? [] : planRemove(document, path),
    verify: (after) => verifyRemove(document.data, after, path),
  }));
}

function addMember(text: string, path: KeyPath, member: string): string {
  return edit(text, (document) => {
    const array = findArray(document, path);
    const members = membersAt(document, path);
    const wanted = members.includes(member) ? members : [...members, member];
    const add = () => (array ? planAddMember(document, array, member) : planSet(document, path, wanted));
    return {
      splices: wanted === members ? [] : add(),
      verify: (after) => verifySet(document.data, after, path, wanted),
    };
  });
}

function removeMember(text: string, path: KeyPath, member: string): string {
  return edit(text, (document) => {
    const array = findArray(document, path);
    const wanted = membersAt(document, path).filter((present) => present !== member);
    return {
      splices: array ? planRemoveMember(document, array, member) : [],
      verify: (after) => verifySet(document.data, after, path, wanted),
    };
  });
}

function membersAt(document: TomlDocument, path: KeyPath): readonly Json[] {
  const value = valueAt(document.data, path);
  return Array.isArray(value) ? value : [];
}

interface Planned {
  readonly splices: readonly Splice[];
  readonly verify: (after: string) => void;
}

function edit(text: string, plan: (document: TomlDocument) => Planned): string {
  const [bom, body] = splitBom(text);
  const { splices, verify } = plan(openToml(body));
  if (splices.length === 0) return text;
  const after = applySplices(body, splices);
  verify(after);
  return bom + after;
}
