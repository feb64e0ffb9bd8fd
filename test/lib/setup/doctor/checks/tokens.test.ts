/** Tokens. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createWard, testCases } from '../../../../support/doctor-cases.ts';

const ward = createWard();
const { at, edit } = ward;
const database = (sql: string): void => {
  const open = new Database(at('.nerve/nerve.db'));
  open.exec(sql);
  open.close();
};
const hoursFromNow = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);

testCases(ward, [
  {
    title: 'no token',
    id: 'tokens.file',
    level: 'error',
    says: 'Codex has no token',
    fix: 'nerve sync',
    hurt: () => rmSync(at('.nerve/secrets/agents/codex')),
  },
  {
    title: 'a damaged token file',
    id: 'tokens.file',
    level: 'error',
    says: 'damaged',
    fix: 'nerve sync',
    hurt: () => writeFileSync(at('.nerve/secrets/agents/codex'), 'nothing'),
  },
  {
    title: 'a token whose time is over',
    id: 'tokens.expiry',
    level: 'error',
    says: 'is over',
    fix: 'nerve sync',
    hurt: () => undefined,
    options: () => ({ now: hoursFromNow(24 * 400) }),
  },
  {
    title: 'a token that ends soon',
    id: 'tokens.expiry',
    level: 'info',
    says: 'the next sync renews it',
    fix: 'nerve sync',
    hurt: () => undefined,
    options: () => ({ now: hoursFromNow(24 * 350) }),
  },
  {
    title: 'a revoked token',
    id: 'tokens.verified',
    level: 'error',
    says: 'it was revoked',
    fix: 'nerve token rotate codex',
    hurt: async () => {
      await ward.patient.nerve.expect(0, ward.patient.home, 'token revoke codex');
    },
  },
  {
    title: 'a token that the database does not know',
    id: 'tokens.verified',
    level: 'error',
    says: 'the database does not know it',
    fix: 'nerve token rotate codex',
    hurt: () => database('DELETE FROM tokens'),
  },
  {
    title: 'a token whose key is gone',
    id: 'tokens.verified',
    level: 'error',
    says: 'the key that signed it is gone',
    fix: 'nerve token rotate codex',
    hurt: () => {
      const keys = at('.nerve/secrets/keys');
      for (const name of readdirSync(keys)) if (name.endsWith('.key')) rmSync(join(keys, name));
    },
  },
  {
    title: "another agent's token",
    id: 'tokens.verified',
    level: 'error',
    says: 'was made for claude-code',
    fix: 'nerve token rotate codex',
    hurt: () =>
      edit('.nerve/secrets/agents/codex', () =>
        readFileSync(at('.nerve/secrets/agents/claude-code'), 'utf8'),
      ),
  },
  {
    title: 'another token in the config',
    id: 'tokens.config',
    level: 'error',
    says: '~/.codex/config.toml holds another token',
    fix: 'nerve sync --conflict backup',
    hurt: () => {
      const other = readFileSync(at('.nerve/secrets/agents/claude-code'), 'utf8').trim();
      edit('.codex/config.toml', (text) => text.replace(/Bearer [\w.-]+/, `Bearer ${other}`));
    },
  },
  {
    title: 'no entry in the config',
    id: 'tokens.config',
    level: 'error',
    says: 'has no server called nerve',
    fix: 'nerve sync --conflict backup',
    hurt: () => writeFileSync(at('.codex/config.toml'), ''),
  },
  {
    title: 'no NERVE_TOKEN',
    id: 'tokens.environment',
    level: 'warn',
    says: 'NERVE_TOKEN, which is not set',
    fix: 'export NERVE_TOKEN="$(cat ',
    hurt: async () => {
      await ward.patient.nerve.expect(0, ward.patient.home, 'agents add codex --auth env');
    },
  },
  {
    title: 'another NERVE_TOKEN',
    id: 'tokens.environment',
    level: 'warn',
    says: 'is not the token that nerve made for Codex',
    fix: 'export NERVE_TOKEN=',
    hurt: async () => {
      await ward.patient.nerve.expect(0, ward.patient.home, 'agents add codex --auth env');
    },
    options: () => ({ env: { NERVE_TOKEN: 'other' } }),
  },
  {
    title: 'the right NERVE_TOKEN',
    id: 'tokens.environment',
    level: 'ok',
    says: 'NERVE_TOKEN holds the token of Codex',
    hurt: async () => {
      await ward.patient.nerve.expect(0, ward.patient.home, 'agents add codex --auth env');
    },
    options: () => ({ env: { NERVE_TOKEN: readFileSync(at('.nerve/secrets/agents/codex'), 'utf8').trim() } }),
  },
]);
