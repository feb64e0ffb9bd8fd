/** Does the database open, is it whole, and of a schema that this nerve knows? */
import { NerveError } from '../../../base/kernel/errors.ts';
import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';
import { sentence } from '../sentence.ts';

export const databaseCheck: Check = {
  id: 'database',
  look: async (examination) => {
    const { context, agents, show } = examination;
    const { database } = context.paths;
    if (!context.system.stat(database)) {
      if (agents.length === 0) return [];
      const message = `${show(database)} is gone, so no token can be verified; a sync makes new ones.`;
      return [{ id: 'database.opens', level: 'error', message, fix: 'nerve sync' }];
    }
    try {
      return [await integrity(examination)];
    } catch (error) {
      if (!(error instanceof NerveError)) throw error;
      return [unusable(examination, error)];
    }
  },
};

async function integrity(examination: Examination): Promise<Finding> {
  const { context, show } = examination;
  const { database } = context.paths;
  const [{ openForReading }, { MIGRATIONS }] = await Promise.all([
    import('../../../base/store/open.ts'),
    import('../../../base/store/migrations/index.ts'),
  ]);
  const connection = await openForReading(database, MIGRATIONS);
  try {
    const answer = String(connection.pragma('quick_check(1)'));
    if (answer === 'ok') {
      const message = `${show(database)} is whole (schema ${MIGRATIONS.length}).`;
      return { id: 'database.integrity', level: 'ok', message };
    }
    const message = sentence(`${show(database)} is damaged: ${answer}`);
    return { id: 'database.integrity', level: 'error', message, fix: startAnew(examination) };
  } finally {
    connection.close();
  }
}

function unusable(examination: Examination, error: NerveError): Finding {
  const isOld = error.code === 'database-too-old';
  const isDamaged = ['database-corrupt', 'not-our-database', 'not-a-file'].includes(error.code);
  const fix = isDamaged ? startAnew(examination) : error.hint;
  return {
    id: isDamaged ? 'database.integrity' : isOld ? 'database.schema' : 'database.opens',
    level: isOld ? 'warn' : 'error',
    message: sentence(error.message),
    code: error.code,
    ...(fix ? { fix } : {}),
  };
}

/** The old one is kept; agents get new tokens. */
function startAnew({ context, word }: Examination): string {
  const file = word(context.paths.database);
  return `mv ${file} ${file}.bad; rm -f ${file}-wal ${file}-shm; nerve sync`;
}
