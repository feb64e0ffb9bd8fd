import { readFileSync } from 'node:fs';
import * as Flags from '@oclif/core/flags';
import { NerveCommand, type Result, type Session } from '../base-command.ts';
import { messageOf, UserError } from '../lib/base/kernel/errors.ts';
import { freshContext } from '../lib/setup/create-context.ts';
import { prose } from '../ui/prose.ts';
import { LOG_FORMATS } from '../ui/serve/hub-log.ts';

export default class Serve extends NerveCommand {
  static override summary = 'Run the hub: the one process that all your agents talk to.';
  static override description = prose(`
Agents that \`nerve init\` has configured find it at hub.url. It goes on until Ctrl-C or SIGTERM; what is under way then
may end, and nothing that was answered is lost. Clients' sessions outlive a restart.

With --stdio it serves the one program that started it, and any number of such hubs may run beside each other.

It listens on this machine alone, unless --host says otherwise; then it needs TLS, or a proxy that speaks it.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    { description: 'On another port', command: '<%= config.bin %> <%= command.id %> --port 8901' },
    {
      description: 'For other machines',
      command: '<%= config.bin %> <%= command.id %> --host 0.0.0.0 --tls-cert hub.pem --tls-key hub.key',
    },
    { description: 'For one client', command: '<%= config.bin %> <%= command.id %> --stdio' },
  ];
  static override flags = {
    host: Flags.string({ helpValue: 'ADDRESS', description: 'Where to listen [default: that of hub.url].' }),
    port: Flags.integer({ min: 0, max: 65_535, description: 'Which port [default: that of hub.url].' }),
    'tls-cert': Flags.string({
      helpValue: 'FILE',
      dependsOn: ['tls-key'],
      description: 'Certificate chain, PEM.',
    }),
    'tls-key': Flags.string({ helpValue: 'FILE', dependsOn: ['tls-cert'], description: 'Its key, PEM.' }),
    'behind-proxy': Flags.boolean({ description: 'A proxy in front of the hub speaks TLS with the world.' }),
    'insecure-dev': Flags.boolean({
      description: 'Let in who comes without a token, too; on this machine alone, for trying things out.',
    }),
    stdio: Flags.boolean({
      exclusive: ['host', 'port', 'tls-cert', 'tls-key', 'behind-proxy', 'insecure-dev'],
      description: 'Serve one client on stdin and stdout, without a socket or a token, until it ends.',
    }),
    'log-format': Flags.option({
      options: LOG_FORMATS,
      default: 'text',
      helpValue: 'text|json',
      description: 'How log lines on stderr look.',
    })(),
    sync: Flags.boolean({
      allowNo: true,
      default: true,
      description: "Keep the agents' files in step meanwhile.",
    }),
  };

  protected async execute(session: Session): Promise<Result> {
    const { flags } = await this.parse(Serve);
    if (flags.stdio) {
      const { serveStdio } = await import('../ui/serve/serve-stdio.ts');
      process.exit(await serveStdio(session, flags['log-format']));
    }
    const { serveHub } = await import('../ui/serve/serve-hub.ts');
    const { hostname, port } = new URL(session.config.text('hub.url'));
    const exit = await serveHub(session, {
      host: flags.host ?? hostname.replace(/^\[|\]$/g, ''),
      port: flags.port ?? Number(port || 80),
      tls: tlsFrom(flags['tls-cert'], flags['tls-key']),
      behindProxy: flags['behind-proxy'],
      insecureDev: flags['insecure-dev'],
      sync: flags.sync,
      logFormat: flags['log-format'],
      freshContext: () => freshContext(session, this.config.root),
    });
    process.exit(exit);
  }
}

function tlsFrom(cert: string | undefined, key: string | undefined) {
  return cert === undefined || key === undefined ? undefined : { cert: readPem(cert), key: readPem(key) };
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UserError(`${file} cannot be read: ${messageOf(cause)}`, { code: 'no-such-file', cause });
  }
}
