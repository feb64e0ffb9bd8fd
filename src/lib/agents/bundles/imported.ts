/** Sections of workspace files that came from an agent's own memory file: that agent reads the original already. */

/** The line before a section; it names the agents, separated by spaces. */
const BEGIN = /^<!-- nerve:import ([a-z0-9][a-z0-9-]*(?: [a-z0-9][a-z0-9-]*)*) -->$/;

/** The line behind a section. */
export const IMPORT_END = '<!-- nerve:import:end -->';

/** The line that begins a section taken from these agents. */
export function importBegin(agents: readonly string[]): string {
  return `<!-- nerve:import ${agents.join(' ')} -->`;
}

export interface ImportedSection {
  readonly agents: readonly string[];
  /** Index of the line with the marker. */
  readonly first: number;
  /** Index behind the line of the end marker. */
  readonly end: number;
}

/** The sections of a text, in order. A marker without its partner is no more than a comment. */
export function importedSections(text: string): readonly ImportedSection[] {
  if (!text.includes(IMPORT_END)) return [];
  const sections: ImportedSection[] = [];
  let open: Omit<ImportedSection, 'end'> | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const plain = line.trimEnd();
    const agents = BEGIN.exec(plain)?.[1]?.split(' ');
    if (agents) open = { agents, first: index };
    else if (plain === IMPORT_END && open) {
      sections.push({ ...open, end: index + 1 });
      open = undefined;
    }
  }
  return sections;
}

/** Whether a text has a section that `agent` gets: one that was taken from others. */
export function hasImportsFor(text: string, agent: string): boolean {
  return importedSections(text).some((section) => !section.agents.includes(agent));
}

/** The text for `agent`: without the sections that were taken from its own memory file. */
export function withoutOwnImports(text: string, agent: string): string {
  const own = importedSections(text).filter((section) => section.agents.includes(agent));
  if (own.length === 0) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  let at = 0;
  for (const { first, end } of own) {
    kept.push(...lines.slice(at, first));
    // The blank lines before and behind become one.
    at = kept.at(-1)?.trim() === '' && lines[end]?.trim() === '' ? end + 1 : end;
  }
  return [...kept, ...lines.slice(at)].join('\n');
}

/** Nothing but the sections that were taken from other agents: for an agent that gets no more of the file. */
export function onlyImports(text: string, agent: string): string {
  const lines = text.split('\n');
  return importedSections(text)
    .filter((section) => !section.agents.includes(agent))
    .map(({ first, end }) => lines.slice(first, end).join('\n'))
    .join('\n\n');
}
