import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { listKeys, retireKeys, rotateSigningKey } from '../../lib/base/auth/keys.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { table } from '../../ui/table.ts';

export default class TokenKeys extends NerveCommand {
  static override summary = 'Show, replace and clear away the keys that sign tokens.';
  static override description =
    `Every token names the key that signed it. After --rotate new tokens are signed by a new key,
and those of the older ones stay good until they are rotated or end; --retire removes keys that no usable token needs.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'After a key may have been seen by others',
      command: '<%= config.bin %> <%= command.id %> --rotate',
    },
    '<%= config.bin %> <%= command.id %> --retire',
  ];
  static override flags = {
    rotate: Flags.boolean({ description: 'Make a new key and sign with it from now on.' }),
    retire: Flags.boolean({ description: 'Remove the keys that no usable token needs.' }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(TokenKeys);
    const mode = flags.rotate || flags.retire ? 'write' : 'read';
    return withAuth(session, mode, async (deps) => {
      const made = flags.rotate ? await rotateSigningKey(deps) : null;
      const retired = flags.retire ? await retireKeys(deps) : [];
      const keys = await listKeys(deps);
      const rows = keys.map(({ kid, current, tokens }) => [
        session.style.bold(kid),
        current ? 'signs' : 'older',
        `${tokens} usable ${tokens === 1 ? 'token' : 'tokens'}`,
      ]);
      const older = keys.filter(({ current, tokens }) => !current && tokens > 0).length;
      return {
        data: { keys, made, retired },
        text: keys.length === 0 ? 'There is no key yet: the first token makes one.' : table(rows),
        warnings:
          made !== null && older > 0
            ? [
                'tokens of the older keys stay good: `nerve token rotate NAME` each, then `nerve token keys --retire`',
              ]
            : [],
      };
    });
  }
}
