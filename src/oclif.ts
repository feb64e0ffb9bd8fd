/** oclif's loader and runner, in a module of their own so that they are loaded only when a command runs. */
export { Config } from '@oclif/core/config';
export { run } from '@oclif/core/run';
