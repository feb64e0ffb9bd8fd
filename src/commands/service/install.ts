import { installHubService } from '../../lib/setup/services/hub-service.ts';
import { ServiceCommand } from '../../service-command.ts';

export default class ServiceInstall extends ServiceCommand {
  static override summary = 'Start the hub now and at every login.';
  static override description =
    'A service of this user alone: systemd on Linux, launchd on macOS. Running it again restarts the hub.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> hub',
    {
      description: 'On a server, where nobody logs in',
      command: '<%= config.bin %> <%= command.id %> hub && loginctl enable-linger',
    },
  ];
  protected override readonly manage = installHubService;
  protected override readonly done =
    'The hub runs, and starts at every login. Where nobody logs in: loginctl enable-linger';
}
