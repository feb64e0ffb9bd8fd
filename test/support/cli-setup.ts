/** Before the first test: the command line is built once, so that test files need not wait for each other's build. */
import { buildNerve } from './scenario.ts';

export default async function setup(): Promise<void> {
  await buildNerve();
}
