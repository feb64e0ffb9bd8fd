/** What the wizard says. Pure: facts in, lines out, wrapped to the terminal. */
import type { Detection } from '../../lib/agents/registry/detect.ts';
import { AGENTS } from '../../lib/agents/registry/registry.ts';
import { tildify } from '../../lib/base/config/paths.ts';
import type { Memories, Memory } from '../../lib/setup/import-memory.ts';
import type { Answers } from '../../lib/setup/wizard/answers.ts';
import { clean, cutEnd, widthOf, wrap } from '../width.ts';

/** Places that are listed of one file; the text of the change set shows all. */
const MARKED_SHOWN = 5;

export const INTRO =
  'Nothing is written before you have seen what would change. Ctrl-C stops at any question.';

export const ALLOW_ALL_WARNING =
  'Then every command that an agent comes up with runs at once and with your rights: it can delete files, publish ' +
  'things, and obey instructions that stand in a web page or a mail.';

/** An agent in the list to choose from. */
export function agentOption({ agent, found, home, homeExists }: Detection, version = '', user = ''): string {
  if (!found) return `${agent.title} (not found)`;
  const title = [agent.title, version].filter(Boolean).join(' ');
  return homeExists ? `${title} (${tildify(home, user)})` : title;
}

/** What could be imported, and what of it would stay on this machine. */
export function memoryList({ found, skipped }: Memories, user: string, columns: number): string {
  return [
    'You have written memory for your agents:',
    ...found.flatMap((memory) => memoryLines(memory, user, columns)),
    ...skipped.map(({ file, why }) => wrap(`${tildify(file, user)} is left out: ${why}`, columns, '  ')),
    wrap(
      'nerve can copy it to your workspace, so that all your agents get it. The files themselves stay as they are.',
      columns,
    ),
  ].join('\n');
}

function memoryLines(memory: Memory, user: string, columns: number): string[] {
  const { marked } = memory;
  const facts = `${tildify(memory.file, user)}, ${formatSize(memory.bytes)}`;
  const count = marked.length === 1 ? '1 part is' : `${marked.length} parts are`;
  return [
    wrap(facts, columns, '  '),
    cutEnd(`    “${clean(memory.heading)}”`, columns),
    ...(marked.length > 0
      ? [wrap(`${count} about this machine and would go to AGENTS.local.md:`, columns, '    ')]
      : []),
    ...marked.slice(0, MARKED_SHOWN).map(({ line, reasons }) => {
      const why = ` (${reasons.join(', ')})`;
      return `      ${cutEnd(clean(line), Math.max(10, columns - 6 - widthOf(why)))}${why}`;
    }),
    ...(marked.length > MARKED_SHOWN ? [`      and ${marked.length - MARKED_SHOWN} more`] : []),
  ];
}

/** Answers of an earlier run, in one sentence. */
export function answersSoFar(answers: Answers): string {
  const titles = (answers.agents ?? []).map(
    (name) => AGENTS.find((agent) => agent.name === name)?.title ?? name,
  );
  const parts = [
    titles.length > 0 && `agents: ${titles.join(', ')}`,
    answers.import !== undefined && `import: ${answers.import ? 'yes' : 'no'}`,
    answers.permissions !== undefined && `permissions: ${answers.permissions}`,
    answers.name !== undefined && `name: ${clean(answers.name) || 'none'}`,
    answers.timezone !== undefined && `time zone: ${answers.timezone || 'none'}`,
    answers.service !== undefined && `hub at login: ${answers.service ? 'yes' : 'no'}`,
  ];
  return `You stopped before the end; your answers so far: ${parts.filter(Boolean).join('; ')}.`;
}

/** `340 bytes`, `1.2 KB`. */
function formatSize(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} KB`;
}
