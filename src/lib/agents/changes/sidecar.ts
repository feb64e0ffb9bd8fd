/** `<file>.nerve-hash`: the published SHA-256 of a file that nerve owns whole, for others to look at. */
import { sha256 } from '../../base/kernel/hash.ts';
import type { System } from '../../base/system/system.ts';
import type { FileChange } from './change-set.ts';
import type { FilePlan, FileRequest } from './file-request.ts';
import { readState } from './read-state.ts';

/** The sidecar of a file. */
export function sidecarOf(file: string): string {
  return `${file}.nerve-hash`;
}

/** The hash that a sidecar publishes, if there is a well-formed one. */
export function readSidecar(system: System, file: string): string | undefined {
  const text = system.read(sidecarOf(file))?.bytes.toString('utf8').trim();
  return text && /^[0-9a-f]{64}$/.test(text) ? text : undefined;
}

/** What has to happen to the sidecar so that it follows its file. */
export function planSidecar(system: System, request: FileRequest, plan: FilePlan): FileChange | undefined {
  const wanted = request.wanted.find((target) => target.kind === 'file');
  const known = Object.values(request.records).find((record) => record.kind === 'file');
  const settled = plan.items.every((item) => item.state !== 'conflict' && item.state !== 'skipped');
  if (plan.refusal || !settled || !(wanted?.sidecar || known?.sidecar)) return undefined;
  const record = wanted ? plan.records.get(wanted.id) : undefined;
  const text = wanted?.sidecar && record?.hash ? `${record.hash}\n` : null;
  const file = sidecarOf(request.file);
  const before = readState(system, file);
  if ((before?.bytes.toString('utf8') ?? null) === text) return undefined;
  const bytes = text === null ? null : Buffer.from(text);
  const after = bytes ? { bytes, hash: sha256(bytes), mode: before?.mode ?? 0o600 } : null;
  const action = before === null ? 'create' : after === null ? 'delete' : 'update';
  return Object.freeze({ file, action, before, after, items: [] });
}
