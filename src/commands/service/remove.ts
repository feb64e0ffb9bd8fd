import { removeHubService } from '../../lib/setup/services/hub-service.ts';
import { ServiceCommand } from '../../service-command.ts';

export default class ServiceRemove extends ServiceCommand {
  static override summary = 'Stop the hub, and start it at login no more.';
  static override description = 'Agents find nothing at its address then, and go on without.';
  static override examples = ['<%= config.bin %> <%= command.id %> hub'];
  protected override readonly leaving = true;
  protected override readonly manage = removeHubService;
}
