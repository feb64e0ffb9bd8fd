/** `nerve doctor --fix`: does what can be put right without a risk, one thing after the other. */
import type { Context } from '../../base/config/context.ts';
import { messageOf } from '../../base/kernel/errors.ts';
import type { Finding } from './check.ts';

export interface Mended {
  readonly id: string;
  readonly subject?: string;
  /** What was put right, or was to be. */
  readonly what: string;
  /** Why it could not be done; left out when it was. */
  readonly failure?: string;
}

export interface MendOptions {
  /** Also write agents' files, where nothing has to be decided. */
  readonly sync: boolean;
}

/** Mends the findings that know how, in their order. A failure stops only its own mend. */
export async function mendAll(
  context: Context,
  findings: readonly Finding[],
  { sync }: MendOptions,
): Promise<Mended[]> {
  const done: Mended[] = [];
  for (const { id, subject, mend } of findings) {
    if (!mend || (mend.writesAgents && !sync)) continue;
    const about = { id, ...(subject === undefined ? {} : { subject }), what: mend.what };
    try {
      await mend.run(context);
      done.push(about);
    } catch (error) {
      done.push({ ...about, failure: messageOf(error) });
    }
  }
  return done;
}
