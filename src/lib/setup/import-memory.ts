/** Finds what the user wrote into agents' own memory files, so that the other agents can have it too. Only reads. */
import { basename } from 'node:path';
import { importedSections } from '../agents/bundles/imported.ts';
import type { AgentRecord, BundleRecord } from '../agents/registry/agent-record.ts';
import type { Detection } from '../agents/registry/detect.ts';
import { placeOf } from '../agents/registry/places.ts';
import type { Context } from '../base/config/context.ts';
import { EditRefused } from '../base/formats/format.ts';
import { removeBlock } from '../base/formats/markdown-block.ts';
import { messageOf, RefusedError, UserError } from '../base/kernel/errors.ts';
import { splitFrontMatter } from '../base/workspace/front-matter.ts';
import type { MachineFacts } from './wizard/local-lines.ts';
import { IMPORT_FILES } from './wizard/place-imports.ts';
import { type SplitMemory, splitMemory } from './wizard/split-memory.ts';

/** A memory file larger than this is no text that an agent should read at every start. */
const MAX_BYTES = 256 * 1024;

export interface Memory extends Pick<SplitMemory, 'shared' | 'local' | 'marked'> {
  /** The agents that read the file; more than one where a link or a copy makes it the same. */
  readonly agents: readonly Pick<AgentRecord, 'name' | 'title'>[];
  readonly file: string;
  /** UTF-8 size of the user's own text. */
  readonly bytes: number;
  /** The first heading, or the first line with text. */
  readonly heading: string;
}

export interface Memories {
  readonly found: readonly Memory[];
  /** Files that cannot be used. */
  readonly skipped: readonly { readonly file: string; readonly why: string }[];
}

/**
 * The memory files, user scope, of the agents on this machine. Left out: nerve's own block, files without other text,
 * and what the workspace has already. Text that several files share is part of the first only.
 */
export async function findMemories(
  context: Context,
  detections: readonly Detection[],
  hostname: string,
): Promise<Memories> {
  const facts: MachineFacts = { home: context.paths.home, hostname };
  const known = importedAgents(context);
  const skipped: { file: string; why: string }[] = [];
  const files: { agents: AgentRecord[]; file: string; text: string }[] = [];
  for (const { agent } of detections.filter(({ found, homeExists }) => found && homeExists)) {
    if (!agent.bundle) continue;
    const file = memoryFile(context, agent, agent.bundle);
    try {
      const text = await readOwnText(context, file);
      if (text === undefined) continue;
      const same = files.find((other) => other.text === text);
      if (same) same.agents.push(agent);
      else files.push({ agents: [agent], file, text });
    } catch (error) {
      if (!(error instanceof UserError || error instanceof EditRefused)) throw error;
      skipped.push({ file, why: messageOf(error) });
    }
  }
  const found: Memory[] = [];
  let seen: ReadonlySet<string> = new Set();
  for (const { agents, file, text } of files) {
    const split = await splitMemory(text, { title: basename(file, '.md'), facts, seen });
    seen = new Set([...seen, ...split.keys]);
    const { shared, local, marked } = split;
    if (agents.every(({ name }) => known.has(name)) || (shared === '' && local === '')) continue;
    const names = agents.map(({ name, title }) => ({ name, title }));
    const bytes = Buffer.byteLength(text);
    found.push({ agents: names, file, bytes, heading: headingOf(text), shared, local, marked });
  }
  return { found, skipped };
}

/** Where the agent reads the user's text: its memory file, or what hides that from it. */
function memoryFile(
  context: Context,
  agent: AgentRecord,
  { memoryFile, shadowedBy = [] }: BundleRecord,
): string {
  const shadows = shadowedBy.map(({ place }) => placeOf(agent, place, context));
  const shadow = shadows.find((file) => (context.system.stat(file)?.size ?? 0) > 0);
  return shadow ?? placeOf(agent, memoryFile.place, context);
}

/** The text without nerve's block and front matter; undefined for none. */
async function readOwnText(context: Context, file: string): Promise<string | undefined> {
  const stat = context.system.stat(file);
  if (!stat) return undefined;
  if (stat.kind === 'file' && stat.size > MAX_BYTES) {
    throw new RefusedError(`it has ${stat.size} bytes, more than ${MAX_BYTES}`, { code: 'memory-too-large' });
  }
  const snapshot = context.system.read(file);
  if (!snapshot) return undefined;
  const text = removeBlock(decode(snapshot.bytes)).replace(/\r\n?/g, '\n');
  const { body } = await splitFrontMatter(text, file).catch(() => ({ body: text }));
  return body.trim() === '' ? undefined : body;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RefusedError('it is not UTF-8 text', { code: 'memory-not-text', cause });
  }
}

/** The agents whose memory the workspace has a section of. */
function importedAgents(context: Context): Set<string> {
  const workspace = context.config.text('workspace');
  const texts = IMPORT_FILES.map(
    (name) => context.system.read(`${workspace}/${name}`)?.bytes.toString('utf8') ?? '',
  );
  return new Set(texts.flatMap((text) => importedSections(text).flatMap(({ agents }) => agents)));
}

function headingOf(text: string): string {
  const lines = text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const first = lines.find((line) => /^ {0,3}#{1,6}\s/.test(line)) ?? lines[0] ?? '';
  return first.replace(/^[\s#]+|[\s#]+$/g, '');
}
