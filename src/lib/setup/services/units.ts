/** What tells the system's service manager to run the hub at login. Pure. Sources: systemd.service(5), launchd.plist(5). */
import { join } from 'node:path';
import type { FileTarget } from '../../agents/changes/target.ts';
import type { Context } from '../../base/config/context.ts';

/** The service manager of a system: systemd on Linux, launchd on macOS. */
export type ManagerName = 'systemd' | 'launchd';

/** The name of the service, as its manager knows it. */
export const SERVICE: Readonly<Record<ManagerName, string>> = {
  systemd: 'nerve-hub.service',
  launchd: 'dev.nerve.hub',
};
/** The service's file in the ledger. */
export const SERVICE_TARGET = 'nerve:service-hub';

/** The service manager that this platform has; undefined for none that nerve knows. */
export function managerOf(platform: NodeJS.Platform = process.platform): ManagerName | undefined {
  if (platform === 'linux') return 'systemd';
  return platform === 'darwin' ? 'launchd' : undefined;
}

/** Where the manager looks for the service's file. */
export function unitFile({ paths, env }: Pick<Context, 'paths' | 'env'>, manager: ManagerName): string {
  if (manager === 'launchd') return join(paths.home, 'Library', 'LaunchAgents', `${SERVICE.launchd}.plist`);
  const config = env.XDG_CONFIG_HOME || join(paths.home, '.config');
  return join(config, 'systemd', 'user', SERVICE.systemd);
}

/** The service's file as part of a change set. */
export function unitTarget(context: Pick<Context, 'paths' | 'env'>, manager: ManagerName): FileTarget {
  const { launcher } = context.paths;
  return {
    kind: 'file',
    id: SERVICE_TARGET,
    owner: 'nerve',
    file: unitFile(context, manager),
    label: 'service of the hub',
    text: manager === 'systemd' ? systemdUnit(launcher) : launchdPlist(launcher),
    mode: 0o644,
  };
}

function systemdUnit(launcher: string): string {
  return `# Made by \`nerve service install hub\`; \`nerve service remove hub\` takes it away.
[Unit]
Description=nerve hub

[Service]
ExecStart=${systemdWord(launcher)} serve
Restart=on-failure
RestartSec=2
TimeoutStopSec=15

[Install]
WantedBy=default.target
`;
}

/** A word of a command line: `%` begins a specifier, `$` a variable. */
function systemdWord(word: string): string {
  const escaped = word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return `"${escaped}"`;
}

function launchdPlist(launcher: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Made by nerve service install hub; nerve service remove hub takes it away. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${SERVICE.launchd}</string>
  <key>ProgramArguments</key>
  <array>
    <string>${xml(launcher)}</string>
    <string>serve</string>
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
</dict>
</plist>
`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
