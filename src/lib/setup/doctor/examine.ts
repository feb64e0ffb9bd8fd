/** Runs all checks, each on its own: what breaks one of them is itself a finding. */
import { join } from 'node:path';
import type { Context } from '../../base/config/context.ts';
import { messageOf, NerveError } from '../../base/kernel/errors.ts';
import type { Check, Finding } from './check.ts';
import { CHECKS } from './checks.ts';
import { createExamination } from './examination.ts';
import { sentence } from './sentence.ts';

/** Every finding, in a fixed order. Reads only and never throws for what is wrong on the machine. */
export async function examine(context: Context, checks: readonly Check[] = CHECKS): Promise<Finding[]> {
  const examination = createExamination(context);
  const findings: Finding[] = [];
  for (const check of checks) {
    try {
      findings.push(...(await check.look(examination)));
    } catch (error) {
      findings.push(failure(check, error, findings));
    }
  }
  // Messages of errors name whole paths.
  const shorten = (text: string): string => text.replaceAll(join(context.paths.home, '/'), join('~', '/'));
  return findings.map((finding) => ({ ...finding, message: shorten(finding.message) }));
}

/** One cause often breaks several checks; it is reported once. */
function failure({ id }: Check, error: unknown, before: readonly Finding[]): Finding {
  const code = error instanceof NerveError ? error.code : undefined;
  if (code !== undefined && before.some((finding) => finding.code === code)) {
    return { id, level: 'info', message: 'Not checked, because of a problem above.' };
  }
  const fix = error instanceof NerveError ? error.hint : undefined;
  const message = sentence(messageOf(error));
  return { id, level: 'error', message, ...(fix ? { fix } : {}), ...(code === undefined ? {} : { code }) };
}
