/** The agents whose transcripts are read: which files are theirs, and who reads them. */
import { isObject, type JsonObject } from '../../base/kernel/json.ts';
import type { TranscriptReader } from '../transcripts/item.ts';

/** Tells the file of a transcript by its path. */
export interface Recognised {
  /** Names the transcript, wherever it lies. */
  readonly key: string;
  /** For a transcript whose own lines do not say it. */
  readonly session: string;
  readonly compressed: boolean;
  readonly archived: boolean;
  /** Of several files of one session, later ones sort later. */
  readonly branch: string;
}

/** Reads a small file beside the transcript; undefined when there is none. */
export type ReadBeside = (path: string) => string | undefined;

export interface Source {
  /** Name of the agent in the registry. */
  readonly agent: string;
  /** Folders below the agent's home. */
  readonly folders: readonly string[];
  /** Changes when states of before are of no use any more. */
  readonly version: string;
  /** Copies in forks have the ids of their originals. */
  readonly sharedIds: boolean;
  /** @param path below the agent's home, with slashes */
  recognise(path: string): Recognised | undefined;
  reader(path: string, state: JsonObject | undefined, beside: ReadBeside): Promise<TranscriptReader>;
  /** Whether a line brings nothing, told by its bytes. */
  readonly isIdle?: (bytes: Buffer, start: number, end: number) => boolean;
}

export async function loadSource(agent: string): Promise<Source> {
  switch (agent) {
    case 'codex':
      return codexSource();
    case 'claude-code':
      return claudeSource();
    default:
      return copilotSource();
  }
}

async function codexSource(): Promise<Source> {
  const [{ rolloutFacts }, { createCodexReader }, { CODEX_STATE_VERSION }, { isIdleBytes }, { sessionOf }] =
    await Promise.all([
      import('../transcripts/codex/file-facts.ts'),
      import('../transcripts/codex/reader.ts'),
      import('../transcripts/codex/state.ts'),
      import('../transcripts/codex/envelope.ts'),
      import('../transcripts/codex/head.ts'),
    ]);
  return {
    agent: 'codex',
    folders: ['sessions', 'archived_sessions'],
    version: `codex ${CODEX_STATE_VERSION}`,
    sharedIds: false,
    recognise: (path) => {
      const file = rolloutFacts(path);
      if (!file) return undefined;
      const { thread, generation, archived, compressed = false } = file;
      const key = generation === '' ? thread : `${thread}_${generation}`;
      return { key, session: sessionOf(thread), compressed, archived, branch: generation };
    },
    reader: async (path, state) => {
      const file = rolloutFacts(path);
      if (!file) throw new TypeError(`${path} is no rollout`);
      return createCodexReader({ file, ...(state && { state }) });
    },
    isIdle: isIdleBytes,
  };
}

async function claudeSource(): Promise<Source> {
  const [{ claudeFileFacts, claudeSession }, { createClaudeReader }] = await Promise.all([
    import('../transcripts/claude/file-facts.ts'),
    import('../transcripts/claude/reader.ts'),
  ]);
  const below = (path: string): string => path.slice('projects/'.length);
  return {
    agent: 'claude-code',
    folders: ['projects'],
    version: 'claude 1',
    sharedIds: true,
    recognise: (path) => {
      const file = claudeFileFacts(below(path));
      if (!file) return undefined;
      const { session, agent } = file;
      // Beside the sessions, agents of all sessions of a folder lie together.
      const key = session === undefined ? below(path) : [session, agent].filter(Boolean).join('/');
      return { key, session: claudeSession(session, agent), compressed: false, archived: false, branch: '' };
    },
    reader: async (path, state, beside) => {
      const meta = parsed(
        path.includes('/subagents/') ? beside(path.replace(/\.jsonl$/, '.meta.json')) : undefined,
      );
      const file = claudeFileFacts(below(path), meta);
      if (!file) throw new TypeError(`${path} is no transcript`);
      return createClaudeReader({ file, ...(state && { state }) });
    },
  };
}

async function copilotSource(): Promise<Source> {
  const [{ copilotFileFacts, copilotSession }, { createCopilotReader }] = await Promise.all([
    import('../transcripts/copilot/file-facts.ts'),
    import('../transcripts/copilot/reader.ts'),
  ]);
  const below = (path: string): string => path.slice('session-state/'.length);
  return {
    agent: 'copilot',
    folders: ['session-state'],
    version: 'copilot 1',
    sharedIds: false,
    recognise: (path) => {
      const file = copilotFileFacts(below(path));
      if (!file) return undefined;
      const { session } = file;
      return {
        key: session,
        session: copilotSession(session),
        compressed: false,
        archived: false,
        branch: '',
      };
    },
    reader: async (path, state, beside) => {
      const title = await givenName(beside(path.replace(/[^/]+$/, 'workspace.yaml')));
      const file = copilotFileFacts(below(path), title);
      if (!file) throw new TypeError(`${path} is no session`);
      return createCopilotReader({ file, ...(state && { state }) });
    },
  };
}

function parsed(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // The agent writes it right now, or somebody has broken it: it adds a title only.
    return undefined;
  }
}

/** The name that a person gave to a session of Copilot. */
async function givenName(text: string | undefined): Promise<string | undefined> {
  if (text === undefined || !/^user_named:\s*true\s*$/m.test(text)) return undefined;
  const { yaml } = await import('../../base/formats/yaml/index.ts');
  try {
    const { name } = yaml.parse(text);
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
