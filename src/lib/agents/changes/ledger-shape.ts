/** Whether parsed JSON is a ledger: a damaged one must be refused before anything is decided on it. */
import { isObject } from '../../base/kernel/json.ts';
import type { Ledger } from './ledger.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const hash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const anything: Check = () => true;

const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const mapOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);
/** Has these fields; further ones are allowed. */
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const target = shape({
  id: text,
  owner: text,
  kind: oneOf('key', 'member', 'block', 'file', 'seed'),
  file: text,
  label: text,
  format: optional(oneOf('toml', 'jsonc')),
  path: optional(listOf(text)),
  lock: optional(oneOf('proper-lockfile')),
  leaves: optional(mapOf(hash)),
  yielded: optional(listOf(text)),
  agentKeys: optional(listOf(text)),
  earlier: anything,
  existingDepth: optional(count),
  member: optional(text),
  theirs: optional(flag),
  hash: optional(hash),
  base: optional(hash),
  sidecar: optional(flag),
  at: text,
});
const fileRecord = shape({
  pristine: nullable(hash),
  pristineMode: nullable(count),
  written: hash,
  mode: count,
  fulfils: optional(hash),
});
const state = nullable(shape({ hash, mode: count }));
const pending = shape({
  at: text,
  command: text,
  files: listOf(
    shape({
      file: text,
      before: state,
      after: state,
      records: optional(mapOf(nullable(target))),
      fileRecord: optional(nullable(fileRecord)),
    }),
  ),
  directories: listOf(text),
});
const ledger = shape({
  version: oneOf(1),
  targets: mapOf(target),
  files: mapOf(fileRecord),
  directories: listOf(text),
  saved: listOf(shape({ file: text, hash, at: text, why: text })),
  pending: optional(pending),
  tokens: optional(mapOf(oneOf('adopt', 'revoke'))),
});

export function isLedger(value: unknown): value is Ledger {
  return ledger(value);
}
