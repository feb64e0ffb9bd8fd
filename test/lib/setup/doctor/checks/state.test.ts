/** Ledger, backups, temporary files, launcher and database. */
import { appendFileSync, chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { putProgram } from '../../../../support/doctor.ts';
import { createWard, POSIX, TEMP, testCases } from '../../../../support/doctor-cases.ts';

const ward = createWard();
const { at, edit } = ward;
const database = (sql: string): void => {
  const open = new Database(at('.nerve/nerve.db'));
  open.exec(sql);
  open.close();
};
/** A copy that the ledger asks for: Claude's state file as nerve wrote it. */
const neededCopy = (): string => {
  const { files } = JSON.parse(readFileSync(at('.nerve/ledger/ledger.json'), 'utf8'));
  return files[at('.claude.json')].written;
};

testCases(ward, [
  {
    title: 'a damaged ledger',
    id: 'ledger.readable',
    level: 'error',
    says: 'ledger.json is damaged',
    fix: 'mv ~/.nerve/ledger/ledger.json',
    hurt: () => writeFileSync(at('.nerve/ledger/ledger.json'), '{"version":1,'),
  },
  {
    title: 'a ledger of a newer nerve',
    id: 'ledger.readable',
    level: 'error',
    says: 'newer nerve',
    fix: 'nerve sync',
    hurt: () => edit('.nerve/ledger/ledger.json', (text) => text.replace('"version": 1', '"version": 2')),
  },
  {
    title: 'no ledger any more',
    id: 'ledger.readable',
    level: 'warn',
    says: 'does not remember',
    fix: 'nerve sync',
    hurt: () => rmSync(at('.nerve/ledger/ledger.json')),
  },
  {
    title: 'a copy that is gone',
    id: 'backups.intact',
    level: 'warn',
    says: 'is gone',
    fix: 'bring ~/.nerve/backups back',
    hurt: () => rmSync(at(`.nerve/backups/${neededCopy()}`)),
  },
  {
    title: 'a damaged copy',
    id: 'backups.intact',
    level: 'warn',
    says: 'is damaged',
    fix: 'bring ~/.nerve/backups back',
    hurt: () => appendFileSync(at(`.nerve/backups/${neededCopy()}`), 'x'),
  },
  {
    title: 'a temporary file beside its file',
    id: 'temps.stale',
    level: 'warn',
    says: 'nothing needs it',
    fix: 'rm ~/.codex/.config.toml.nerve-',
    fixable: true,
    hurt: () => writeFileSync(at(`.codex/.config.toml.${TEMP}`), 'half'),
  },
  {
    title: 'a temporary file in the folder of backups',
    id: 'temps.stale',
    level: 'warn',
    says: 'nothing needs it',
    fix: 'rm ~/.nerve/ledger/.ledger.json.nerve-',
    fixable: true,
    hurt: () => writeFileSync(at(`.nerve/ledger/.ledger.json.${TEMP}`), '', { mode: 0o600 }),
  },
  {
    title: 'a temporary file that is all that is left',
    id: 'temps.stale',
    level: 'warn',
    says: 'may be all that is left of ~/.codex/config.toml',
    fix: 'mv -n',
    hurt: () => {
      edit('.codex/config.toml', (text) => `# newer\n${text}`);
      renameSync(at('.codex/config.toml'), at(`.codex/.config.toml.${TEMP}`));
    },
  },
  {
    title: 'no launcher',
    id: 'launcher',
    level: 'error',
    says: '~/.nerve/bin/nerve is gone',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => rmSync(at('.nerve/bin/nerve')),
  },
  {
    title: 'a launcher that may not be run',
    id: 'launcher',
    level: 'error',
    says: 'may not be run',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => chmodSync(at('.nerve/bin/nerve'), 0o600),
    only: POSIX,
  },
  {
    title: 'a launcher to a Node that is gone',
    id: 'launcher',
    level: 'error',
    says: 'points to ~/old/node, which does not exist',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => edit('.nerve/bin/nerve', (text) => text.replace(process.execPath, at('old/node'))),
    only: POSIX,
  },
  {
    title: 'a launcher to a Node that is too old',
    id: 'launcher',
    level: 'error',
    says: 'points to Node v18.20.0, which is too old',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => {
      putProgram(ward.patient.home, 'old-node', '');
      writeFileSync(at('old-node'), '#!/bin/sh\necho v18.20.0\n');
      edit('.nerve/bin/nerve', (text) => text.replace(process.execPath, at('old-node')));
    },
    only: POSIX,
  },
  {
    title: 'a launcher with other content',
    id: 'launcher',
    level: 'error',
    says: 'not as nerve writes it',
    fix: 'nerve sync',
    fixable: true,
    hurt: () => writeFileSync(at('.nerve/bin/nerve'), '#!/bin/sh\n'),
  },
  {
    title: 'a launcher of another installation',
    id: 'launcher',
    level: 'info',
    says: 'another installation',
    fix: 'nerve sync',
    hurt: () => {
      writeFileSync(at('other.js'), '');
      edit('.nerve/bin/nerve', (text) => text.replace(/'[^']*nerve\.js'/, `'${at('other.js')}'`));
    },
    only: POSIX,
  },
  {
    title: 'no database any more',
    id: 'database.opens',
    level: 'error',
    says: 'nerve.db is gone',
    fix: 'nerve sync',
    hurt: () => rmSync(at('.nerve/nerve.db')),
  },
  {
    title: 'a database that is none',
    id: 'database.integrity',
    level: 'error',
    says: 'damaged or not a database',
    fix: 'mv ~/.nerve/nerve.db ~/.nerve/nerve.db.bad',
    hurt: () =>
      writeFileSync(at('.nerve/nerve.db'), 'hello, this is text and no database at all\n'.repeat(300), {
        mode: 0o600,
      }),
  },
  {
    title: 'a database with a broken page',
    id: 'database.integrity',
    level: 'error',
    says: 'damaged',
    fix: 'mv ~/.nerve/nerve.db',
    hurt: () => {
      const bytes = readFileSync(at('.nerve/nerve.db'));
      bytes.fill(0x5a, 8192);
      writeFileSync(at('.nerve/nerve.db'), bytes);
    },
  },
  {
    title: 'a database of another program',
    id: 'database.integrity',
    level: 'error',
    says: 'another program',
    fix: 'mv ~/.nerve/nerve.db',
    hurt: () => database('PRAGMA application_id = 7'),
  },
  {
    title: 'a database of a newer nerve',
    id: 'database.opens',
    level: 'error',
    says: 'newer nerve',
    fix: 'update nerve',
    hurt: () => database('PRAGMA user_version = 99'),
  },
]);
