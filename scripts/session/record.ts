/**
 * `npm run session`: records the sessions that the documentation shows. The block in README.md always;
 * `docs/first-five-minutes.md` and `docs/session.svg` where there are tmux and the real agents, else they stay.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../src/lib/base/kernel/errors.ts';
import { buildNerve, repository } from '../../test/support/scenario.ts';
import { framesOf } from './film.ts';
import { pageOf } from './page.ts';
import { pictureOf } from './picture.ts';
import { recordReadme, withBlock } from './readme.ts';
import { walk } from './walk.ts';

const README = 'README.md';
const PAGE = 'docs/first-five-minutes.md';
const PICTURE = 'docs/session.svg';

const NEEDS = 'They need tmux, and Codex and Claude Code, which npm installs once into a cache.';

const entry = await buildNerve();
write(README, withBlock(readFileSync(join(repository, README), 'utf8'), recordReadme(entry)));
try {
  checkTmux();
  const recording = await walk(entry);
  write(PAGE, pageOf(recording));
  write(PICTURE, pictureOf(framesOf(recording)));
} catch (error) {
  console.error(`${PAGE} and ${PICTURE} stay as they are. ${NEEDS}\n${messageOf(error)}`);
  process.exitCode = 1;
}

function write(name: string, text: string): void {
  writeFileSync(join(repository, name), text);
  console.log(`${name} is recorded.`);
}

function checkTmux(): void {
  if (spawnSync('tmux', ['-V']).status !== 0)
    throw new Error('the wizard is recorded in tmux, which is not installed');
}
