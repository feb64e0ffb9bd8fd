/** What a tool is given, with a signal that is made only for those that look at it. */
import type { Writing } from '../../base/store/database.ts';
import type { ToolContext, WriteContext } from './tool.ts';

interface Signalled {
  readonly signal: AbortSignal;
}

/** A class, because one is made for every call, and a getter of a class costs nothing until it is used. */
export class CallContext implements ToolContext {
  readonly system: ToolContext['system'];
  readonly clock: ToolContext['clock'];
  readonly paths: ToolContext['paths'];
  readonly config: ToolContext['config'];
  readonly version: ToolContext['version'];
  readonly store: ToolContext['store'];
  readonly principal: ToolContext['principal'];
  readonly session: ToolContext['session'];
  readonly hub: ToolContext['hub'];
  readonly progress: ToolContext['progress'];
  readonly log: ToolContext['log'];
  readonly ask: ToolContext['ask'];
  readonly #source: Signalled;

  /** @param source whose signal is the tool's */
  constructor(parts: Omit<ToolContext, 'signal'>, source: Signalled) {
    this.system = parts.system;
    this.clock = parts.clock;
    this.paths = parts.paths;
    this.config = parts.config;
    this.version = parts.version;
    this.store = parts.store;
    this.principal = parts.principal;
    this.session = parts.session;
    this.hub = parts.hub;
    this.progress = parts.progress;
    this.log = parts.log;
    this.ask = parts.ask;
    this.#source = source;
  }

  get signal(): AbortSignal {
    return this.#source.signal;
  }
}

/** The same inside of a transaction. */
export class WritingContext extends CallContext implements WriteContext {
  readonly writing: Writing;

  constructor(parts: Omit<ToolContext, 'signal'>, source: Signalled, writing: Writing) {
    super(parts, source);
    this.writing = writing;
  }
}
