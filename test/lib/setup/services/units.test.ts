import { describe, expect, it } from 'vitest';
import { resolvePaths } from '../../../../src/lib/base/config/paths.ts';
import { managerOf, unitFile, unitTarget } from '../../../../src/lib/setup/services/units.ts';

const contextAt = (home: string, env: Record<string, string> = {}) => ({
  paths: resolvePaths({ HOME: home, ...env }),
  env: { HOME: home, ...env },
});

it.each([
  ['linux', 'systemd'],
  ['darwin', 'launchd'],
  ['win32', undefined],
] as const)('%s has %s', (platform, manager) => expect(managerOf(platform)).toBe(manager));

describe('the file of the service', () => {
  it('is where its manager looks', () => {
    expect(unitFile(contextAt('/home/ann'), 'systemd')).toBe(
      '/home/ann/.config/systemd/user/nerve-hub.service',
    );
    expect(unitFile(contextAt('/home/ann', { XDG_CONFIG_HOME: '/x' }), 'systemd')).toBe(
      '/x/systemd/user/nerve-hub.service',
    );
    expect(unitFile(contextAt('/Users/ann'), 'launchd')).toBe(
      '/Users/ann/Library/LaunchAgents/dev.nerve.hub.plist',
    );
  });

  // systemd.service(5): a word in quotes, `\`, `%` and `$` escaped.
  it.each([
    ['/home/ann', '"/home/ann/.nerve/bin/nerve" serve'],
    ['/home/Ann B', '"/home/Ann B/.nerve/bin/nerve" serve'],
    ['/home/50%$x"\\', '"/home/50%%$$x\\"\\\\/.nerve/bin/nerve" serve'],
  ])('starts the launcher below %s', (home, line) => {
    expect(unitTarget(contextAt(home), 'systemd').text).toContain(`\nExecStart=${line}\n`);
  });

  it('is well-formed XML whatever the home is called', () => {
    const { text } = unitTarget(contextAt('/Users/a&b<c>'), 'launchd');
    expect(text).toContain(
      '<string>/Users/a&amp;b&lt;c&gt;/.nerve/bin/nerve</string>\n    <string>serve</string>',
    );
  });
});
