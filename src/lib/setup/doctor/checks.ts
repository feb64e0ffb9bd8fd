/** All checks of `nerve doctor`, in the order of their report: what others depend on comes first. */
import type { Check } from './check.ts';
import { budgetCheck } from './checks/agent-budget.ts';
import { duplicateCheck } from './checks/agent-duplicate.ts';
import { agentHomeCheck } from './checks/agent-home.ts';
import { privateConfigCheck } from './checks/agent-private.ts';
import { agentProgramCheck } from './checks/agent-program.ts';
import { shadowCheck } from './checks/agent-shadow.ts';
import { backupsCheck } from './checks/backups.ts';
import { configCheck } from './checks/config.ts';
import { databaseCheck } from './checks/database.ts';
import { diskCheck } from './checks/disk.ts';
import { filesCheck } from './checks/files.ts';
import { homeModesCheck } from './checks/home-modes.ts';
import { homeOwnerCheck } from './checks/home-owner.ts';
import { ignoredCheck } from './checks/ignored.ts';
import { launcherCheck } from './checks/launcher.ts';
import { ledgerCheck } from './checks/ledger.ts';
import { nodeCheck } from './checks/node.ts';
import { placeholderCheck } from './checks/placeholders.ts';
import { secretsCheck } from './checks/secrets.ts';
import { skillsCheck } from './checks/skills.ts';
import { telemetryCheck } from './checks/telemetry.ts';
import { tempsCheck } from './checks/temps.ts';
import { terminalCheck } from './checks/terminal.ts';
import { tokenConfigCheck } from './checks/token-config.ts';
import { tokensCheck } from './checks/tokens.ts';
import { workspaceCheck } from './checks/workspace.ts';

export const CHECKS: readonly Check[] = [
  nodeCheck,
  homeModesCheck,
  homeOwnerCheck,
  configCheck,
  ledgerCheck,
  backupsCheck,
  tempsCheck,
  launcherCheck,
  databaseCheck,
  tokensCheck,
  tokenConfigCheck,
  privateConfigCheck,
  agentProgramCheck,
  agentHomeCheck,
  shadowCheck,
  duplicateCheck,
  workspaceCheck,
  placeholderCheck,
  secretsCheck,
  skillsCheck,
  ignoredCheck,
  budgetCheck,
  filesCheck,
  diskCheck,
  terminalCheck,
  telemetryCheck,
];
