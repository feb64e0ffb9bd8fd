/** The questions of `nerve init`, one after the other. Writes nothing but the answers themselves. */
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { agentVersion, type Detection, detectAgent } from '../../lib/agents/registry/detect.ts';
import { PROGRAMS } from '../../lib/agents/registry/registry.ts';
import type { Permissions } from '../../lib/base/config/agent-choice.ts';
import { InterruptedError } from '../../lib/base/kernel/interrupt.ts';
import { findMemories, type Memories } from '../../lib/setup/import-memory.ts';
import { hubService } from '../../lib/setup/services/hub-service.ts';
import {
  type Answers,
  isOpen,
  isTimezone,
  permissionsNow,
  QUESTIONS,
  type Question,
} from '../../lib/setup/wizard/answers.ts';
import { forgetAnswers, keepAnswers, keptAnswers } from '../../lib/setup/wizard/resume.ts';
import { createAsker } from '../ask.ts';
import type { Session } from '../session.ts';
import { PLAIN } from '../style.ts';
import { terminalColumns, wrap } from '../width.ts';
import { type Asker, type Option, stopped } from './asker.ts';
import { ALLOW_ALL_WARNING, agentOption, answersSoFar, INTRO, memoryList } from './words.ts';

export interface Wizard {
  readonly asker: Asker;
  /** What was answered, by flags and here. */
  readonly answers: Answers;
  readonly memories: Memories;
}

interface Round {
  readonly session: Session;
  readonly asker: Asker;
  readonly detections: readonly Detection[];
  readonly memories: Memories;
}

/**
 * Asks what `given` leaves open and would change something. With no agent on the machine, and none named, nothing is
 * asked.
 * @throws InterruptedError on Ctrl-C; answers so far are kept for the next run.
 */
export async function runWizard(session: Session, given: Answers): Promise<Wizard> {
  // The library that draws the questions looks only at this variable.
  if (session.errStyle === PLAIN) process.env.NO_COLOR = '1';
  const asker = await createAsker(session.env);
  const detections = PROGRAMS.map((agent) => detectAgent(agent, session.system, session));
  const memories = await findMemories(session, detections, hostname());
  if (!given.agents && !detections.some(({ found }) => found)) return { asker, answers: given, memories };
  const situation = {
    hasMemories: memories.found.length > 0,
    canServe: await canServe(session),
    hasUser: session.system.stat(join(session.config.text('workspace'), 'USER.md')) !== undefined,
  };
  let asked = await takeUp(session, asker);
  if (QUESTIONS.some((question) => isOpen(question, { ...asked, ...given }, situation))) say(INTRO);
  for (const question of QUESTIONS) {
    const answers = { ...asked, ...given };
    if (!isOpen(question, answers, situation)) continue;
    const answer = await ask(question, { session, asker, detections, memories }, answers).catch((error) => {
      throw withHint(session, error);
    });
    asked = { ...asked, ...answer };
    keepAnswers(session, asked);
  }
  return { asker, answers: { ...asked, ...given }, memories };
}

/** Ctrl-C with the word how to go on, if there is something to go on with; any other error stays as it is. */
export function withHint(session: Session, error: unknown): unknown {
  if (!(error instanceof InterruptedError) || !keptAnswers(session)) return error;
  const { message, code } = error;
  return new InterruptedError(message, {
    code,
    hint: 'your answers are kept: `nerve init` goes on where you stopped',
  });
}

/** Writes to the terminal, apart from results. */
export function say(text: string): void {
  process.stderr.write(`${wrap(text, columns())}\n`);
}

function columns(): number {
  return terminalColumns(process.stderr) ?? 80;
}

/** Ctrl-C while there was no question. */
function stopIfAborted({ signal }: Session): void {
  if (signal?.aborted) throw stopped();
}

async function takeUp(session: Session, asker: Asker): Promise<Answers> {
  const kept = keptAnswers(session);
  if (!kept) return {};
  say(answersSoFar(kept));
  if (await asker.yesNo('Go on where you stopped?', true)) return kept;
  forgetAnswers(session);
  return {};
}

async function ask(question: Question, round: Round, answers: Answers): Promise<Answers> {
  const { asker, session, memories } = round;
  stopIfAborted(session);
  switch (question) {
    case 'agents':
      return { agents: await askAgents(round) };
    case 'import':
      process.stderr.write(`${memoryList(memories, session.paths.home, columns())}\n`);
      return { import: await asker.yesNo('Import it?', false) };
    case 'permissions':
      return { permissions: await askPermissions(round, answers.agents ?? []) };
    case 'name':
      return { name: await asker.text('Your name (- for none)', { default: userName() }) };
    case 'service':
      return { service: await asker.yesNo('Start the hub at login?', true) };
    case 'timezone': {
      const check = (text: string) => text === '' || isTimezone(text) || 'Give one like Europe/Berlin.';
      const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
      return { timezone: await asker.text('Your time zone (- for none)', { default: here, check }) };
    }
  }
}

/** Whether there is a service manager that does not know the hub yet. */
async function canServe(session: Session): Promise<boolean> {
  const { manager, installed } = await hubService(session);
  return manager !== undefined && !installed;
}

/** Agents that are there are marked, but for those that the user paused. */
async function askAgents({ session, asker, detections }: Round): Promise<readonly string[]> {
  const { home } = session.paths;
  const versions = await Promise.all(
    detections.map((detection) => agentVersion(detection, session.system, session)),
  );
  stopIfAborted(session);
  const configured = new Map(session.config.agents.map((choice) => [choice.name, choice.enabled]));
  const options = detections.map((detection, index) => ({
    value: detection.agent.name,
    name: agentOption(detection, versions[index], home),
    short: detection.agent.title,
    first: detection.found || configured.has(detection.agent.name),
  }));
  const sorted = [...options.filter(({ first }) => first), ...options.filter(({ first }) => !first)];
  const isMarked = (name: string, first: boolean): boolean =>
    configured.get(name) ?? (configured.size === 0 && first);
  const chosen = options.filter(({ value, first }) => isMarked(value, first)).map(({ value }) => value);
  const names = await asker.many(
    'Which agents?',
    sorted.map(({ value, name, short }) => ({ value, name, short })),
    chosen,
  );
  const left = [...configured].filter(([name, enabled]) => enabled && !names.includes(name));
  for (const [name] of left) say(`${name} stays set up; \`nerve agents remove ${name}\` takes it out.`);
  return names;
}

const LEVELS: Readonly<Record<Permissions, string>> = {
  nerve: "use nerve's own data tools",
  none: 'nothing new',
  'allow-all': 'run every command (dangerous)',
};

async function askPermissions(
  { session, asker }: Round,
  names: readonly string[],
): Promise<Permissions | 'keep'> {
  const { common, mixed } = permissionsNow(names, session.config.agents);
  const order: readonly Permissions[] = ['nerve', 'none', 'allow-all'];
  const options = order.map((value): Option<Permissions | 'keep'> => ({ value, name: LEVELS[value] }));
  if (mixed) options.unshift({ value: 'keep', name: 'what each of them may do now' });
  for (;;) {
    const initial = mixed ? 'keep' : (common ?? 'nerve');
    const level = await asker.one('What may they do unasked?', options, initial);
    if (level !== 'allow-all') return level;
    say(ALLOW_ALL_WARNING);
    if (await asker.yesNo('Really let them run everything?', false)) return level;
  }
}

/** The name of the account, where it says something about a person. */
function userName(): string {
  try {
    const { username } = userInfo();
    return username === 'root' ? '' : username;
  } catch {
    return '';
  }
}
