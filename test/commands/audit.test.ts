/** What `nerve audit` finds in a long audit. */
import { beforeAll, expect, it } from 'vitest';
import { makeHome } from '../support/home.ts';
import { createNerve, type Nerve } from '../support/scenario.ts';
import { withStore } from '../support/store.ts';

let nerve: Nerve;
beforeAll(async () => {
  nerve = await createNerve();
});

it('finds a row behind thousands of others, and says when there is none', async () => {
  const home = makeHome();
  await nerve.expect(0, home, 'token mint adm');
  await withStore(home, async (store) => {
    await store.events.append([{ at: 1, outcome: 'ok', tool: 'rare', principal: 'adm' }]);
    const common = { outcome: 'ok', tool: 'hub_status', principal: 'codex' } as const;
    await store.events.append(Array.from({ length: 4500 }, (_, index) => ({ ...common, at: 2 + index })));
  });
  for (const filter of ['--tool rare', '--principal adm']) {
    const { data } = JSON.parse((await nerve.expect(0, home, `audit --json ${filter}`)).stdout);
    expect(data).toMatchObject({ events: [{ tool: 'rare' }], more: false });
  }
  expect((await nerve.expect(0, home, 'audit --tool none')).stdout).toContain('No call was like that.');
});
