/** Renders the memory bundle of one agent from a workspace. Same input, same text: no clock, no machine facts. */
import { RefusedError } from '../../base/kernel/errors.ts';
import { estimateTokens } from '../../base/kernel/tokens.ts';
import { WORKSPACE_FILES, type Workspace, type WorkspacePart } from '../../base/workspace/files.ts';
import type { Bundle, BundleRecipe, MaskedSecret, Notice, SecretPolicy } from './bundle.ts';
import { cutNote, DIVIDER, emptyNote, footer, formatBytes, header } from './frame.ts';
import { hasImportsFor } from './imported.ts';
import { renderSection, type ScannedPart, type Section, scanPart } from './section.ts';
import { type Cut, trimSections } from './trim.ts';

/** Share of the budget from which on the user is warned. */
const NEARLY_FULL = 0.8;

export interface RenderOptions {
  /** `mask` (default) puts a mark in the place of each secret; `refuse` throws. */
  readonly secrets?: SecretPolicy;
  /** The result of `scanWorkspace`, to scan once for several agents. */
  readonly scan?: WorkspaceScan;
}

/** Scanned files by name. */
export type WorkspaceScan = ReadonlyMap<string, ScannedPart>;

/** Scans every file of a workspace once. */
export async function scanWorkspace(workspace: Workspace): Promise<WorkspaceScan> {
  const scan = new Map<string, ScannedPart>();
  for (const part of workspace.parts) scan.set(part.name, await scanPart(part));
  return scan;
}

/**
 * The bundle of one agent: header, the sections of the recipe in its order, footer. Local parts only if the recipe
 * is not shared.
 * @throws RefusedError `secret-in-workspace` naming files and lines, with the policy `refuse`.
 */
export async function renderBundle(
  workspace: Workspace,
  recipe: BundleRecipe,
  options: RenderOptions = {},
): Promise<Bundle> {
  const scanned: ScannedPart[] = [];
  for (const part of selectParts(workspace, recipe)) {
    scanned.push(options.scan?.get(part.name) ?? (await scanPart(part)));
  }
  const maskedSecrets = scanned.flatMap((part) => part.secrets);
  if (options.secrets === 'refuse' && maskedSecrets.length > 0) throw refusal(workspace, maskedSecrets);
  const sections = scanned
    .map((part) => renderSection(part, recipe))
    .filter((section) => section.lines.length > 0);
  const { text, cuts, over } = fit(recipe, sections);
  const bytes = Buffer.byteLength(text);
  const trimmed = sections.flatMap((section, index) => {
    const cut = cuts[index];
    return cut && cut.dropped > 0 ? [{ file: section.part.name, kept: cut.kept, dropped: cut.dropped }] : [];
  });
  return {
    text,
    notices: [
      ...scanned.flatMap(partNotices),
      ...(sections.length === 0 && !recipe.shared ? [emptyNotice(recipe)] : []),
      ...trimmed.map((cut) => cutNotice(recipe, cut)),
      ...sizeNotices(recipe, bytes, trimmed.length > 0, over),
    ],
    inputs: scanned.map(({ part }) => ({ file: part.name, hash: part.hash })),
    trimmed,
    maskedSecrets,
    bytes,
    tokens: estimateTokens(text),
  };
}

/** The parts of the recipe's files, and of other files what was imported from another agent's memory. */
function selectParts(workspace: Workspace, recipe: BundleRecipe): readonly WorkspacePart[] {
  return [...new Set([...recipe.include, ...WORKSPACE_FILES])].flatMap((file) =>
    workspace.parts.filter(
      (part) =>
        part.file === file &&
        (recipe.include.includes(file) || hasImportsFor(part.text, recipe.agent)) &&
        !(part.local && recipe.shared) &&
        (part.agents === undefined || part.agents.includes(recipe.agent)),
    ),
  );
}

function fit(
  recipe: BundleRecipe,
  sections: readonly Section[],
): { text: string; cuts: readonly Cut[]; over: boolean } {
  const uncut = sections.map((section): Cut => ({ lines: section.lines, kept: 0, dropped: 0 }));
  const text = assemble(recipe, sections, uncut);
  const excess = Buffer.byteLength(text) - recipe.budget.bytes;
  if (excess <= 0) return { text, cuts: uncut, over: false };
  const sized = sections.map(({ lines, priority, part }) => ({
    lines,
    priority,
    notice: (dropped: number): string => cutNote(recipe, part.name, dropped),
  }));
  const { cuts, left } = trimSections(sized, excess);
  return { text: assemble(recipe, sections, cuts), cuts, over: left > 0 };
}

function assemble(recipe: BundleRecipe, sections: readonly Section[], cuts: readonly Cut[]): string {
  const bodies = sections.map(({ heading }, index) => {
    const lines = (cuts[index]?.lines ?? []).map((line) => line.text);
    return [heading, '', ...lines].join('\n');
  });
  // What others read says nothing about the user.
  const middle = bodies.length > 0 || recipe.shared ? bodies : [emptyNote(recipe)];
  return `${[header(recipe), ...middle, footer(recipe)].join(DIVIDER)}\n`;
}

function partNotices({ part, controls, secrets }: ScannedPart): readonly Notice[] {
  const notices: Notice[] = [];
  if (secrets.length > 0) {
    const what = secrets.length === 1 ? 'a secret was' : `${secrets.length} secrets were`;
    const message = `${what} left out of the bundle: ${part.name} ${listLines(secrets)}; keep it elsewhere and name the place`;
    notices.push({ level: 'warning', code: 'secret-masked', file: part.name, message });
  }
  if (controls > 0) {
    const message = `${controls} control characters were left out of ${part.name}`;
    notices.push({ level: 'info', code: 'control-characters', file: part.name, message });
  }
  return notices;
}

function emptyNotice(recipe: BundleRecipe): Notice {
  const message = `the workspace has no text for ${recipe.agentTitle} yet; fill in USER.md and SOUL.md`;
  return { level: 'info', code: 'empty', message };
}

function cutNotice(recipe: BundleRecipe, cut: { readonly file: string; readonly dropped: number }): Notice {
  const budget = formatBytes(recipe.budget.bytes);
  const message = `${cut.dropped} lines of ${cut.file} left out for ${recipe.agentTitle} to stay within ${budget}`;
  return { level: 'warning', code: 'trimmed', file: cut.file, message };
}

function sizeNotices(
  recipe: BundleRecipe,
  bytes: number,
  trimmed: boolean,
  over: boolean,
): readonly Notice[] {
  const share = Math.round((bytes / recipe.budget.bytes) * 100);
  const size = `the bundle for ${recipe.agentTitle} has ${bytes} bytes, ${share} % of its budget`;
  if (over)
    return [{ level: 'warning', code: 'over-budget', message: `${size}, and nothing more can be left out` }];
  if (trimmed || bytes < recipe.budget.bytes * NEARLY_FULL) return [];
  return [{ level: 'warning', code: 'nearly-full', message: size }];
}

function refusal(workspace: Workspace, secrets: readonly MaskedSecret[]): RefusedError {
  const files = [...new Set(secrets.map(({ file }) => file))];
  const places = files.map(
    (file) => `${file} ${listLines(secrets.filter((secret) => secret.file === file))}`,
  );
  return new RefusedError(`there are secrets in the workspace ${workspace.directory}: ${places.join('; ')}`, {
    code: 'secret-in-workspace',
    hint: 'take them out and write down where they are kept instead',
    data: { secrets },
  });
}

/** `(line 3: password)` or `(lines 3, 7, 9 …)`. */
export function listLines(secrets: readonly MaskedSecret[]): string {
  const lines = [...new Set(secrets.map(({ line }) => line))];
  if (lines.length === 1)
    return `(line ${lines[0]}: ${[...new Set(secrets.map(({ kind }) => kind))].join(', ')})`;
  return `(lines ${lines.slice(0, 10).join(', ')}${lines.length > 10 ? ' …' : ''})`;
}
