/** Transcripts become sessions and messages once, whatever happens to their files between two runs. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeHome } from '../support/home.ts';
import { copyRecorded, keptIn, recordedHome, rowsOf, TRANSCRIPTS, unreadCopy } from '../support/ingest.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';

let nerve: Nerve;

beforeAll(async () => {
  nerve = await createNerve();
});

const DAY = '.codex/sessions/2026/11/20';
const ALL = 'ingest all --any --json';

async function ingest(home: string, args = ALL) {
  const { stdout } = await nerve.expect(0, home, args);
  return JSON.parse(stdout).data.agents as {
    agent: string;
    files: number;
    read: number;
    unchanged: number;
  }[];
}

/** The rollout whose name has this in it. */
function rollout(home: string, part: string): string {
  const name = readdirSync(join(home, DAY)).find((each) => each.includes(part));
  if (name === undefined) throw new Error(`no rollout has ${part}`);
  return join(home, DAY, name);
}

interface Count {
  readonly file: string;
  readonly run: string;
  readonly [name: string]: unknown;
}

function countsOf(index: string): Count[] {
  return JSON.parse(readFileSync(join(TRANSCRIPTS, index, 'index.json'), 'utf8')).files as Count[];
}

describe('what was recorded', () => {
  test.each(['0.77.0', '0.130.0', '0.169.0'])('Codex %s: counts of each rollout', async (release) => {
    const home = makeHome();
    copyRecorded(`codex/${release}`, join(home, '.codex'));
    const [codex] = await ingest(home, 'ingest codex --any --json');
    const rows = await rowsOf(home);
    const counts = countsOf(`codex/${release}`).filter(({ file }) => !file.startsWith('compressed/'));
    expect(codex?.files).toBe(counts.length);
    const got =
      rows(`SELECT f.path, sum(json_extract(m.data, '$.type') IN ('UserMessage', 'user_message')) AS users,
        sum(json_extract(m.data, '$.type') = 'AgentMessage'
          OR (json_extract(m.data, '$.type') = 'agent_message' AND m.kind = 'text')) AS agents,
        sum(json_extract(m.data, '$.type') IN ('Reasoning', 'agent_reasoning')) AS reasoning,
        sum(json_extract(m.data, '$.type') = 'compacted') AS compactions
      FROM ingest_files f LEFT JOIN messages m ON m.file_id = f.id AND m.voided IS NOT 'copy'
      GROUP BY f.id`);
    const byName = new Map(got.map(({ path, ...rest }) => [basename(String(path)), rest]));
    const copied = (count: Count) => (count.types as Record<string, number>).session_meta === 2;
    for (const count of counts.filter((each) => !copied(each))) {
      expect({ file: count.file, ...byName.get(basename(count.file)) }).toEqual({
        file: count.file,
        users: count.user_messages,
        agents: count.agent_messages,
        reasoning: count.reasoning,
        compactions: count.compactions,
      });
    }
  });

  test.each(['2.0.30', '2.1.328'])('Claude Code %s: counts of each transcript', async (release) => {
    const home = makeHome();
    copyRecorded(`claude/${release}/projects`, join(home, '.claude/projects'));
    await ingest(home, 'ingest claude --any --json');
    const rows = await rowsOf(home);
    const got = rows(`SELECT f.path, coalesce(sum(m.kind = 'text' AND m.role = 'user'), 0) AS users,
        coalesce(sum(m.kind = 'text' AND m.role = 'assistant'), 0) AS answers,
        coalesce(sum(m.kind = 'tool_call'), 0) AS calls, coalesce(sum(m.kind = 'tool_result'), 0) AS results
      FROM ingest_files f LEFT JOIN messages m ON m.file_id = f.id GROUP BY f.id`);
    const byName = new Map(got.map(({ path, ...rest }) => [basename(String(path)), rest]));
    const counts = countsOf(`claude/${release}`);
    expect(byName.size).toBe(counts.length);
    for (const count of counts.filter(({ run }) => run !== 'warmup')) {
      expect({ file: count.file, ...byName.get(basename(count.file)) }).toEqual({
        file: count.file,
        users: count.user_prompts,
        answers: count.assistant_texts,
        calls: count.tool_uses,
        results: count.tool_results,
      });
    }
  });

  test('a second run opens nothing and changes nothing', async () => {
    const home = recordedHome();
    await ingest(home);
    const rows = await rowsOf(home);
    const all = () => [
      rows('SELECT * FROM messages'),
      rows('SELECT * FROM sessions'),
      rows('SELECT * FROM ingest_files'),
    ];
    const before = all();
    const again = await ingest(home);
    expect(again.map(({ files, unchanged }) => files - unchanged)).toEqual([0, 0, 0]);
    expect(before[0]?.length).toBeGreaterThan(300);
    expect(all()).toEqual(before);
  });

  test('the count of each session is the number of its messages that count', async () => {
    const home = recordedHome();
    await ingest(home);
    const rows = await rowsOf(home);
    expect(
      rows(`SELECT s.id FROM sessions s WHERE message_count <>
        (SELECT count(*) FROM messages m WHERE m.session_id = s.id AND m.voided IS NULL)`),
    ).toEqual([]);
  });

  test('a fork of Claude Code does not say again what its base says', async () => {
    const home = recordedHome();
    await ingest(home);
    const rows = await rowsOf(home);
    const doubled = rows(`SELECT external_id, count(*) AS n FROM messages
      WHERE voided IS NULL AND session_id LIKE 'claude:%' AND external_id NOT LIKE '#%'
      GROUP BY external_id HAVING n > 1`);
    expect(doubled).toEqual([]);
    expect(
      rows("SELECT count(*) AS n FROM messages WHERE voided = 'copy' AND session_id LIKE 'claude:%'"),
    ).not.toEqual([{ n: 0 }]);
  });

  test('what a revert took back is kept, and does not count', async () => {
    const home = recordedHome();
    await ingest(home);
    const rows = await rowsOf(home);
    const session = 'codex:01a1f871-3541-7163-9b64-1e1039912ab2';
    const voided = rows(
      `SELECT count(*) AS n FROM messages WHERE session_id = '${session}' AND voided = 'taken-back'`,
    );
    expect(Number(voided[0]?.n)).toBeGreaterThan(0);
  });
});

/** What happens to the files between the first run and the second. */
const CHANGES: Readonly<Record<string, (home: string) => void>> = {
  'more lines': (home) => {
    const path = rollout(home, '01a1f871-1791');
    const whole = readFileSync(path);
    truncateSync(path, Math.floor(whole.length / 3));
    writeFileSync(`${path}.rest`, whole.subarray(Math.floor(whole.length / 3)));
  },
  'a shorter file': (home) => {
    const path = rollout(home, '01a1f871-1bb7');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${lines.slice(0, Math.ceil(lines.length / 2)).join('\n')}\n`);
  },
  'an empty file': (home) => truncateSync(rollout(home, '01a1f871-1bb7'), 0),
  'a file that says something else': (home) => {
    const path = rollout(home, '01a1f871-1791');
    const lines = readFileSync(path, 'utf8').split('\n');
    lines.splice(4, 2);
    rmSync(path);
    writeFileSync(
      path,
      lines.map((line, at) => (at < 9 ? line : line.replaceAll('work', 'play'))).join('\n'),
    );
  },
  'a copy in its place': (home) => {
    const path = rollout(home, '01a1f871-1791');
    const bytes = readFileSync(path);
    rmSync(path);
    writeFileSync(path, bytes);
  },
  'the archive': (home) => {
    const path = rollout(home, '01a1f871-1791');
    renameSync(path, join(home, '.codex/archived_sessions', basename(path)));
  },
  'another folder': (home) => {
    const path = rollout(home, '01a1f871-1791');
    mkdirSync(join(home, '.codex/sessions/2027'), { recursive: true });
    renameSync(path, join(home, '.codex/sessions/2027', basename(path)));
    renameSync(join(home, '.claude/projects/-tmp-demo-ws'), join(home, '.claude/projects/-tmp-elsewhere'));
  },
  compression: (home) => {
    const path = rollout(home, '01a1f871-1791');
    writeFileSync(`${path}.zst`, zstdCompressSync(readFileSync(path)));
    rmSync(path);
  },
  'a half line': (home) => appendFileSync(rollout(home, '01a1f871-1791'), '{"timestamp":"2026'),
  'broken lines': (home) => {
    appendFileSync(rollout(home, '01a1f871-1791'), '{"timestamp":"2026\nno JSON at all\n\u0000\u0001\n');
  },
};

describe('between two runs', () => {
  test.each(Object.keys(CHANGES))('%s: the same rows as from one clean run', async (name) => {
    const home = recordedHome();
    if (name === 'more lines') {
      CHANGES[name]?.(home);
      await ingest(home);
      const path = rollout(home, '01a1f871-1791');
      const half = path.replace(/\.rest$/, '');
      appendFileSync(half, readFileSync(`${half}.rest`));
      rmSync(`${half}.rest`);
    } else {
      await ingest(home);
      CHANGES[name]?.(home);
    }
    await ingest(home);
    const clean = unreadCopy(home);
    await ingest(clean);
    const [got, wanted] = [await keptIn(home), await keptIn(clean)];
    const settled = (sessions: typeof got.sessions) =>
      name === 'an empty file'
        ? sessions.filter(({ id }) => !String(id).includes('01a1f871-1bb7'))
        : sessions;
    expect(got.messages).toEqual(wanted.messages);
    expect(got.usage).toEqual(wanted.usage);
    expect(got.quarantine).toEqual(wanted.quarantine);
    expect(settled(got.sessions).map(({ last_activity_at: _, ...rest }) => rest)).toEqual(
      wanted.sessions.map(({ last_activity_at: _, ...rest }) => rest),
    );
    const third = await ingest(home);
    expect(third.map(({ read }) => read)).toEqual([0, 0, 0]);
    await nerve.expect(0, home, 'ingest reset --yes');
    await ingest(home);
    expect((await keptIn(home)).messages).toEqual(wanted.messages);
    expect(statSync(join(home, '.nerve/nerve.db')).mode & 0o777).toBe(0o600);
  });

  test('what a rewritten file does not say any more is kept, and does not count', async () => {
    const home = recordedHome();
    await ingest(home);
    CHANGES['a shorter file']?.(home);
    await ingest(home);
    const rows = await rowsOf(home);
    expect(
      Number(rows("SELECT count(*) AS n FROM messages WHERE voided = 'rewritten'")[0]?.n),
    ).toBeGreaterThan(0);
    expect(rows("SELECT count(*) AS n FROM messages WHERE voided = 'staged'")).toEqual([{ n: 0 }]);
  });
});
