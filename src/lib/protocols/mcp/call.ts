/** One request under way: what its handler may do, and how it ends. */
import type { Core } from './core.ts';
import { notificationText, requestText } from './encode.ts';
import { InputRequired } from './errors.ts';
import type { Call, Principal, ProgressUpdate } from './handlers.ts';
import { isFields, isRequestId, type Request } from './message.ts';
import { CLIENT_CAPABILITIES, LOG_LEVEL, metaOf } from './meta-keys.ts';
import { assertCapable, type Question } from './questions.ts';
import { clientInfo } from './refused.ts';
import type { Answers } from './request-state.ts';
import type { Session } from './session-id.ts';
import {
  type ClientCapabilities,
  type Fields,
  type Implementation,
  type InputRequest,
  type LogLevel,
  levelIndex,
} from './types.ts';
import { type Era, MODERN_VERSION } from './versions.ts';

/** Where the messages of one call go. */
export interface Outlet {
  /** Sends a message that comes before the answer. */
  send(text: string): void;
  /** The same, but it may be left out when the client reads too slowly. */
  offer(text: string): void;
  /** Sends the answer; called once, or never after `drop`. */
  answer(text: string, status: number): void;
  /** Ends without an answer, because the client does not want it any more. */
  drop(): void;
  /** Called if there is no answer at once. */
  wait(call: { lost(): void }): void;
}

export interface Origin<P extends Principal> {
  readonly core: Core<P>;
  readonly principal: P;
  readonly transport: 'http' | 'stdio';
  /** Of 2025; undefined means that the request is of 2026-07-28. */
  readonly session: Session | undefined;
  /** Who may cancel it by a notification. */
  readonly owner: string | undefined;
}

const NOTHING: Fields = Object.freeze({});

/** A class, because one is made for every request and most of its methods are never called. */
export class ServerCall<P extends Principal> implements Call<P> {
  readonly requestId: Request['id'];
  readonly method: string;
  readonly params: Fields;
  readonly meta: Fields;
  readonly era: Era;
  readonly outlet: Outlet;
  /** Answered, cancelled or given up: whatever its handler still says is not heard. */
  over = false;
  /** Its parameters were fine, and its handler was asked. */
  handled = false;
  /** 2026-07-28: what the handler asked for, and did not have. */
  asked: { requests: Readonly<Record<string, InputRequest>>; answers: Answers } | undefined;
  readonly #origin: Origin<P>;
  #controller: AbortController | undefined;
  #progress = Number.NEGATIVE_INFINITY;
  #gone = false;
  #questions: Question[] = [];

  constructor(origin: Origin<P>, request: Request, outlet: Outlet) {
    this.#origin = origin;
    this.outlet = outlet;
    this.requestId = request.id;
    this.method = request.method;
    this.params = request.params ?? NOTHING;
    this.meta = metaOf(request.params);
    this.era = origin.session ? 'legacy' : 'modern';
  }

  get principal(): P {
    return this.#origin.principal;
  }

  get transport(): 'http' | 'stdio' {
    return this.#origin.transport;
  }

  get protocolVersion(): string {
    return this.#origin.session?.protocolVersion ?? MODERN_VERSION;
  }

  get session(): Session | undefined {
    return this.#origin.session;
  }

  get sessionId(): string | undefined {
    return this.#origin.session?.id;
  }

  get owner(): string | undefined {
    return this.#origin.owner;
  }

  get client(): { info: Implementation | undefined; capabilities: ClientCapabilities } {
    if (this.#origin.session) return this.#origin.session.client;
    const capabilities = this.meta[CLIENT_CAPABILITIES];
    return {
      info: clientInfo(undefined, this.meta),
      capabilities: isFields(capabilities) ? capabilities : NOTHING,
    };
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.over) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  progress({ progress, total, message }: ProgressUpdate): void {
    const { progressToken } = this.meta;
    if (this.over || this.#gone || !isRequestId(progressToken) || !(progress > this.#progress)) return;
    this.#progress = progress;
    this.outlet.offer(
      notificationText('notifications/progress', { progressToken, progress, total, message }),
    );
  }

  log(level: LogLevel, data: unknown, logger?: string): void {
    const least = this.#leastLevel();
    if (this.over || this.#gone || least === undefined || levelIndex(level) < least) return;
    this.outlet.offer(notificationText('notifications/message', { level, logger, data }));
  }

  ask<K extends string>(requests: Readonly<Record<K, InputRequest>>): Promise<Readonly<Record<K, Fields>>> {
    const answers = this.#ask(requests) as Promise<Readonly<Record<K, Fields>>>;
    // A handler that has stopped waiting must not bring the process down.
    answers.catch(() => {});
    return answers;
  }

  async #ask(requests: Readonly<Record<string, InputRequest>>): Promise<Answers> {
    if (!['tools/call', 'resources/read', 'prompts/get'].includes(this.method))
      throw new Error(`${this.method} may not ask the client`);
    assertCapable(this.client.capabilities, Object.values(requests));
    return this.era === 'modern' ? this.#recall(requests) : this.#pose(requests);
  }

  /** The answers that the request came with; if one is missing, the whole request has to come again. */
  #recall(requests: Readonly<Record<string, InputRequest>>): Answers {
    const { core, principal } = this.#origin;
    const answers = core.requestStates.read(principal.key, this.method, this.params);
    const missing = Object.entries(requests).filter(([key]) => !Object.hasOwn(answers, key));
    if (missing.length === 0) return answers;
    this.asked = { requests: Object.fromEntries(missing), answers };
    throw new InputRequired();
  }

  /** Sends the questions of 2025 on the stream of this call and waits. */
  async #pose(requests: Readonly<Record<string, InputRequest>>): Promise<Answers> {
    const { core, owner = '' } = this.#origin;
    if (this.over || this.#gone) throw new Error('the client is gone');
    const posed = Object.entries(requests).map(([key, { method, params }]) => {
      const question = core.questions.pose(owner);
      this.#questions.push(question);
      this.outlet.send(requestText(question.id, method, params));
      return question.answer.then((answer) => [key, answer] as const);
    });
    return Object.fromEntries(await Promise.all(posed));
  }

  #leastLevel(): number | undefined {
    const { core, session } = this.#origin;
    if (session) return core.sessions.peek(session)?.logLevel;
    const level = this.meta[LOG_LEVEL];
    return level === undefined ? undefined : levelIndex(level);
  }

  /** The connection broke. In 2026-07-28 that cancels the request; in 2025 it only means that nobody hears. */
  lost(): void {
    if (this.over) return;
    this.#gone = true;
    if (this.era === 'modern') this.cancel('the client closed the connection');
    else this.#withdraw('the client closed the connection');
  }

  /** Stops the handler and ends without an answer. */
  cancel(reason: string): void {
    if (this.over) return;
    this.stop(reason);
    this.outlet.drop();
  }

  /** Stops the handler; what it still says is not heard. */
  stop(reason: string): void {
    this.settle(reason);
    this.#controller?.abort(new Error(reason));
  }

  /** The last step before an answer: nothing that the handler asked for is wanted any more. */
  settle(reason: string): void {
    this.over = true;
    this.#withdraw(reason);
  }

  #withdraw(reason: string): void {
    for (const question of this.#questions.splice(0)) {
      if (!question.withdraw(new Error(reason)) || this.#gone) continue;
      const params = { requestId: question.id, reason };
      this.outlet.send(notificationText('notifications/cancelled', params));
    }
  }
}
