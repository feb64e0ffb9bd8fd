import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../../base-command.ts';
import { EXIT, UserError } from '../../lib/base/kernel/errors.ts';
import { isObject, type JsonObject } from '../../lib/base/kernel/json.ts';
import { withAuth } from '../../lib/setup/tokens.ts';
import { prose } from '../../ui/prose.ts';
import { clean } from '../../ui/width.ts';

export default class ToolsCall extends NerveCommand {
  static override summary = 'Call a tool of the hub from here.';
  static override description = prose(`
The same tools, checks and audit as for agents; no hub has to run. Exit code 1 if the tool says that it failed.`);
  static override examples = [
    `<%= config.bin %> <%= command.id %> session_context --args '{"topic":"the release"}'`,
    {
      description: 'Arguments from a program',
      command: 'jq -n {} | <%= config.bin %> <%= command.id %> hub_status --args -',
    },
  ];
  static override args = { tool: Args.string({ required: true, description: 'Name of the tool.' }) };
  static override flags = {
    args: Flags.string({
      default: '{}',
      helpValue: 'JSON',
      description: 'The arguments, or - to read them from stdin.',
    }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { args, flags } = await this.parse(ToolsCall);
    const given = argumentsFrom(flags.args === '-' ? await readStdin() : flags.args);
    const { callLocally, toolNamed } = await import('../../lib/hub/tools/call-locally.ts');
    const tool = toolNamed(args.tool);
    const { outcome, code, text, data } = await withAuth(session, 'write', ({ store }) =>
      callLocally(session, store, tool, given),
    );
    return {
      data: { tool: args.tool, outcome, code: code ?? null, text, data: data ?? null },
      // What a tool says may hold the words of others.
      text: text.split('\n').map(clean).join('\n'),
      exit: outcome === 'ok' ? EXIT.ok : EXIT.drift,
    };
  }
}

/** @throws UserError (`bad-arguments`) */
function argumentsFrom(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new UserError('The arguments are no JSON object', {
    code: 'bad-arguments',
    hint: `such as --args '{"topic":"x"}'`,
  });
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
