/** One workspace file as a section of a bundle. */
import { maskSpans, type SecretSpan, spanLines } from '../../base/kernel/secret-spans.ts';
import type { WorkspaceFile, WorkspacePart } from '../../base/workspace/files.ts';
import type { BundleRecipe, MaskedSecret } from './bundle.ts';
import { stripComments } from './comments.ts';
import { onlyImports, withoutOwnImports } from './imported.ts';
import { type OutlineLine, outline } from './outline.ts';
import { scanSecrets } from './secret-scan.ts';

/** What is cut first when a bundle is too large: the lowest. `budget-priority` in a file's front matter overrides. */
const PRIORITY: Readonly<Record<WorkspaceFile, number>> = {
  MEMORY: 10,
  TOOLS: 20,
  AGENTS: 30,
  USER: 40,
  IDENTITY: 50,
  SOUL: 60,
};

/** A file's text without control characters, and the secrets in it. Costly, and the same for every agent. */
export interface ScannedPart {
  readonly part: WorkspacePart;
  readonly text: string;
  /** Control characters that were removed. */
  readonly controls: number;
  readonly spans: readonly SecretSpan[];
  readonly secrets: readonly MaskedSecret[];
}

export interface Section {
  readonly part: WorkspacePart;
  readonly heading: string;
  /** Empty for a file that is blank or holds only comments. */
  readonly lines: readonly OutlineLine[];
  readonly priority: number;
}

export async function scanPart(part: WorkspacePart): Promise<ScannedPart> {
  // Before the scan: a control character inside a secret must not hide it.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  const text = part.text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/g, '');
  const spans = await scanSecrets(text);
  const lines = spanLines(text, spans);
  const secrets = spans.map((span, index) => ({
    file: part.name,
    line: part.firstLine - 1 + (lines[index] ?? 1),
    kind: span.kind,
  }));
  return { part, text, controls: part.text.length - text.length, spans, secrets };
}

/** The section of a file as an agent gets it, secrets masked. Pure. */
export function renderSection(
  { part, text, spans }: ScannedPart,
  { agent, include }: Pick<BundleRecipe, 'agent' | 'include'>,
): Section {
  const masked = maskSpans(text, spans);
  const own = include.includes(part.file) ? withoutOwnImports(masked, agent) : onlyImports(masked, agent);
  const visible = stripComments(own);
  return {
    part,
    heading: part.local ? `# ${part.file} (this machine)` : `# ${part.file}`,
    lines: outline(visible, part.file),
    priority: part.budgetPriority ?? PRIORITY[part.file],
  };
}
