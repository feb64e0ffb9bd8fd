import { expect, test } from 'vitest';
import { MINUTES, stepsOf } from '../../../scripts/session/minutes.ts';
import { pageOf } from '../../../scripts/session/page.ts';
import type { Screen } from '../../../scripts/session/terminal.ts';

const steps = stepsOf(MINUTES);
const wizard = steps.find((step) => step.stops);

function pageWith(...texts: string[]): string {
  const screens = ['typed', ...texts].map((text): Screen => ({ text, painted: text, cursor: undefined }));
  return pageOf(new Map(steps.map((step) => [step, step === wizard ? screens : []])));
}

test('the first screen is whole; of the others what is new', () => {
  const page = pageWith('$ nerve init\nintro\n? one', '$ nerve init\nintro\n✔ one\n? two');
  expect(page).toContain('```console\n$ nerve init\nintro\n? one\n```');
  expect(page).toContain('```console\n✔ one\n? two\n```');
});

test('of a very long text the end', () => {
  const many = Array.from({ length: 200 }, (_, line) => `line ${line}`).join('\n');
  const page = pageWith('? one', `✔ one\n${many}`);
  expect(page).toMatch(/```console\n…\nline 1\d\d\n[\s\S]*line 199\n```/);
  expect(page).not.toContain('line 100\n');
});

test('each screen has its words above it', () => {
  const page = pageWith('? one', '✔ one\n? two');
  for (const [at, block] of ['? one', '✔ one\n? two'].entries()) {
    const says = wizard?.stops?.[at]?.says ?? '';
    expect(page.replaceAll('\n', ' ')).toContain(
      `${says}  \`\`\`console ${block.replaceAll('\n', ' ')} \`\`\``,
    );
  }
});
