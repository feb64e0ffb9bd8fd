/**
 * A start like nerve's, made of packages alone: modules to load, a document to read. Its CPU time tells how fast this
 * machine is at what the start-up budgets measure; `node -e 0` starts from a snapshot and does not.
 */
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

const entries = Array.from({ length: 40 }, (_, at) => at);
const toml = entries.map((at) => `[table.t${at}]\nname = "value ${at}"\nlist = [1, 2, 3]\n`).join('\n');
const yaml = entries.map((at) => `key${at}:\n  name: value ${at}\n  list: [1, 2, 3]\n`).join('');
if (Object.keys(parseYaml(yaml)).length !== Object.keys(parseToml(toml).table).length) process.exitCode = 1;
