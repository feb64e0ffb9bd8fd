/** Does the workspace still say things that were meant to be replaced? */
import { stripComments } from '../../../agents/bundles/comments.ts';
import { recordKey } from '../../../agents/changes/ledger.ts';
import type { WorkspacePart } from '../../../base/workspace/files.ts';
import type { Check, Finding } from '../check.ts';
import type { Examination } from '../examination.ts';

/** What templates leave for people to fill in. */
const PLACEHOLDER =
  /\{\{[^{}\n]{1,60}\}\}|<(?:your|insert|name|todo)\b[^<>\n]{0,40}>|\[(?:your|insert|todo)\b[^[\]\n]{0,40}\](?!\()|\b(?:TODO|TBD|FIXME)\b/i;

export const placeholderCheck: Check = {
  id: 'workspace.placeholders',
  look: async (examination) => {
    const { parts } = await examination.workspace();
    const findings = parts.flatMap((part): Finding[] => {
      const found = PLACEHOLDER.exec(stripComments(part.text))?.[0];
      if (found === undefined) return [];
      const message = `${examination.show(part.path)} still has a placeholder: ${found}`;
      return [{ ...about(examination, part), id: 'workspace.placeholders', message }];
    });
    return [...findings, ...starterText(examination, parts)];
  },
};

/** The file about the user is what all agents gain most from. */
function starterText(examination: Examination, parts: readonly WorkspacePart[]): Finding[] {
  const user = parts.find((part) => part.name === 'USER.md');
  if (!user) return [];
  const { targets } = examination.ledger();
  const record = targets[recordKey({ id: `nerve:workspace/${user.name}`, file: user.path })];
  if (record?.hash !== user.hash) return [];
  const message = `${examination.show(user.path)} is still as nerve made it: your agents know little about you yet.`;
  return [{ ...about(examination, user), id: 'workspace.starter', message }];
}

function about({ word }: Examination, part: WorkspacePart) {
  const fix = `"\${EDITOR:-vi}" ${word(part.path)}`;
  return { subject: part.name, level: 'info', fix } as const;
}
