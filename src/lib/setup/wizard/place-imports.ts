/** Puts imported memory into the workspace: new files with it, files that are there with sections at their end. */
import { join } from 'node:path';
import { trackFences } from '../../agents/bundles/fences.ts';
import { IMPORT_END, importBegin, importedSections } from '../../agents/bundles/imported.ts';
import type { ChangeSet } from '../../agents/changes/change-set.ts';
import { type Ledger, recordKey } from '../../agents/changes/ledger.ts';
import type { OwnTarget, SeedTarget, Target } from '../../agents/changes/target.ts';
import { splitBom } from '../../base/formats/text.ts';
import { RefusedError, UnavailableError } from '../../base/kernel/errors.ts';
import { sha256 } from '../../base/kernel/hash.ts';
import type { FileSnapshot, System } from '../../base/system/system.ts';
import type { Reader } from '../../base/workspace/load.ts';

/** The workspace files that imported text goes to: what holds everywhere, and what is about this machine. */
export const IMPORT_FILES = ['AGENTS.md', 'AGENTS.local.md'] as const;

export interface Importable {
  readonly agents: readonly { readonly name: string; readonly title: string }[];
  readonly shared: string;
  readonly local: string;
}

export interface PlacedImports {
  /** The seeds, some with other texts, and edits of files that are there. */
  readonly targets: readonly Target[];
  readonly seeds: readonly SeedTarget[];
  /** The workspace as it will be once the edits are made. */
  readonly reader: (reader: Reader) => Reader;
  /** @throws UnavailableError (`busy-file`) when somebody edited a file since. */
  readonly check: () => void;
  /** The ledger with the edits of files that were as nerve had made them: they still are nerve's. */
  readonly settle: (set: ChangeSet, ledger: Ledger) => Ledger;
}

const LOCAL_HEADER =
  '# Agents\n\n<!-- Rules of work that hold on this machine only. They never reach a file that others read. -->\n';

interface Edit {
  readonly file: string;
  readonly before: FileSnapshot;
  readonly text: string;
}

/**
 * Works out how the workspace gets the imported texts. What a person wrote stays byte for byte; a section that is
 * there already is not added again.
 * @throws RefusedError (`open-fence`) for a file whose end would swallow a section.
 */
export function placeImports(
  system: System,
  workspace: string,
  seeds: readonly SeedTarget[],
  memories: readonly Importable[],
): PlacedImports {
  const edits: Edit[] = [];
  let made = seeds;
  for (const name of IMPORT_FILES) {
    const sections = memories.flatMap((memory) => sectionOf(memory, name));
    if (sections.length === 0) continue;
    const file = join(workspace, name);
    const before = system.read(file);
    if (!before) made = withSeed(made, file, name, sections);
    else {
      const text = before.bytes.toString('utf8');
      const added = addSections(text, sections, file);
      if (added !== text) edits.push({ file, before, text: added });
    }
  }
  const edited = new Map(edits.map((edit) => [edit.file, edit]));
  return {
    targets: [...made.filter((seed) => !edited.has(seed.file)), ...edits.map(editTarget)],
    seeds: made,
    reader: (reader) => ({
      stat: (path) => reader.stat(path),
      list: (path) => reader.list(path),
      read: (path) => {
        const edit = edited.get(path);
        if (!edit) return reader.read(path);
        const bytes = Buffer.from(edit.text);
        return { ...edit.before, bytes, hash: sha256(bytes) };
      },
    }),
    check: () => {
      for (const { file, before } of edits) {
        if (system.read(file)?.hash === before.hash) continue;
        throw new UnavailableError(`${file} was changed by somebody else meanwhile; nothing was written`, {
          code: 'busy-file',
          hint: 'run it again',
        });
      }
    },
    settle: (set, ledger) => edits.reduce((settled, edit) => settleEdit(settled, set, edit), ledger),
  };
}

interface Section {
  readonly agents: readonly string[];
  readonly text: string;
}

function sectionOf(memory: Importable, name: (typeof IMPORT_FILES)[number]): Section[] {
  const body = name === 'AGENTS.md' ? memory.shared : memory.local;
  if (body === '') return [];
  const agents = memory.agents.map((agent) => agent.name);
  const titles = new Intl.ListFormat('en').format(memory.agents.map((agent) => agent.title));
  return [
    { agents, text: [importBegin(agents), `## Imported from ${titles}`, '', body, IMPORT_END].join('\n') },
  ];
}

function withSeed(
  seeds: readonly SeedTarget[],
  file: string,
  name: string,
  sections: readonly Section[],
): SeedTarget[] {
  const known = seeds.find((seed) => seed.file === file);
  const text = addSections(known?.text ?? LOCAL_HEADER, sections, file);
  // The user asks for the text anew, so a file that was taken away once comes back.
  const fresh = { id: `nerve:workspace/${name}`, owner: 'nerve', file, label: 'workspace file' };
  const seed: SeedTarget = { ...fresh, ...known, kind: 'seed', text, again: true };
  return known ? seeds.map((other) => (other === known ? seed : other)) : [...seeds, seed];
}

/** The text with the sections behind it that it does not have yet, in its own line endings. */
function addSections(text: string, sections: readonly Section[], file: string): string {
  const { body } = splitBom(text);
  const known = new Set(importedSections(body.replaceAll('\r\n', '\n')).flatMap(({ agents }) => agents));
  const fresh = sections.filter(({ agents }) => !agents.every((agent) => known.has(agent)));
  if (fresh.length === 0) return text;
  assertClosed(body, file);
  const eol = body.includes('\r\n') ? '\r\n' : '\n';
  const start = body === '' ? '' : body.endsWith('\n') ? eol : eol + eol;
  return `${text}${start}${fresh.map((section) => section.text.replaceAll('\n', eol)).join(eol + eol)}${eol}`;
}

function assertClosed(body: string, file: string): void {
  const isOpen = body.lastIndexOf('<!--') > body.lastIndexOf('-->');
  if (!isOpen && trackOpen(body) === undefined) return;
  throw new RefusedError(`${file} ends inside ${isOpen ? 'an HTML comment' : 'a code block'}`, {
    code: 'open-fence',
    hint: 'close it, and import again',
  });
}

function trackOpen(body: string): string | undefined {
  const fences = trackFences();
  for (const line of body.split(/\r?\n/)) fences.next(line);
  return fences.closing();
}

function editTarget({ file, before, text }: Edit): OwnTarget {
  const label = 'imported memory';
  return {
    kind: 'own',
    id: `nerve:import/${file}`,
    owner: 'nerve',
    file,
    label,
    text,
    mode: before.mode,
  };
}

function settleEdit(ledger: Ledger, set: ChangeSet, { file, before }: Edit): Ledger {
  const after = set.files.find((change) => change.file === file)?.after;
  const record = Object.values(ledger.targets).find((known) => known.file === file && known.kind === 'seed');
  const known = ledger.files[file];
  if (!after || record?.hash !== before.hash) return ledger;
  return {
    ...ledger,
    targets: { ...ledger.targets, [recordKey(record)]: { ...record, hash: after.hash } },
    files: known ? { ...ledger.files, [file]: { ...known, written: after.hash } } : ledger.files,
  };
}
