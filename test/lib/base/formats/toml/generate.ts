/** Random but valid TOML documents, the same for the same seed. */

export type Random = () => number;

/** A small generator of numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

const VALUES: readonly [string, ...string[]] = [
  '1',
  '-0.5e3',
  'true',
  '"text # no comment"',
  "'C:\\path'",
  '"""\n[not.a.header]\nurl = 1\n\n"""',
  "'''\n# no comment\n'''",
  '1979-05-27T07:32:00Z',
  '[]',
  '["a"]',
  '["a", "b", ]',
  '[\n  "a", # one\n  "b"\n]',
  '[\n  "a",\n\n  # two\n  "b", # b\n]',
  '[\n  # none\n]',
  '[[1, 2], { x = "]" }]',
  '{}',
  '{ p = 1, q.r = "," }',
];
const COMMENTS: readonly [string, ...string[]] = [
  '# note',
  '  # [mcp_servers.nerve]',
  '#',
  '# x = "',
  '# """',
];
const BEFORE_EQUALS: readonly [string, ...string[]] = [' = ', '=', '  =  '];

/** A whole document: its top level, then sections; some have servers, in all the ways to write them. */
export function generateToml(random: Random): string {
  const lines: string[] = [];
  const chance = (share: number) => random() < share;
  const noise = () => {
    while (chance(0.3)) lines.push(chance(0.5) ? '' : pick(random, COMMENTS));
  };
  const pair = (key: string) => {
    const comment = chance(0.2) ? ` ${pick(random, COMMENTS).trim()}` : '';
    const indent = chance(0.1) ? '  ' : '';
    lines.push(`${indent}${key}${pick(random, BEFORE_EQUALS)}${pick(random, VALUES)}${comment}`);
  };
  const pairs = (prefix: string, most: number) => {
    const count = Math.floor(random() * (most + 1));
    for (let index = 0; index < count; index += 1) {
      noise();
      const quote = pick(random, ['', '"', "'"]);
      pair(`${prefix}${quote}k${index}${quote}`);
    }
  };
  const section = (header: string) => {
    noise();
    lines.push(`${header}${chance(0.1) ? ' # head' : ''}`);
    pairs('', 3);
    noise();
  };

  noise();
  pairs('', 3);
  const servers = pick(random, ['none', 'headers', 'dotted', 'below', 'inline values']);
  if (servers === 'dotted') pairs('mcp_servers.s0.', 3);
  noise();
  if (chance(0.5)) section('[tui]');
  if (servers === 'headers') {
    if (chance(0.3)) section('[mcp_servers.s0.tools.t]');
    section(pick(random, ['[mcp_servers.s0]', '[ mcp_servers . "s0" ]']));
    if (chance(0.5)) section("[mcp_servers.'s1']");
    if (chance(0.3)) section('[mcp_servers.s1.tools."odd name"]');
  }
  if (servers === 'below') {
    lines.push('[mcp_servers]');
    pairs('s0.', 2);
  }
  if (servers === 'inline values') lines.push('[mcp_servers]', 's0 = { url = "x" }');
  if (chance(0.3)) for (let count = 0; count < 2; count += 1) section('[[hooks.stop]]');
  if (chance(0.5)) section('[projects."/a b#[c]"]');
  if (chance(0.2)) section('[mcp_servers.last]');
  noise();

  const eol = chance(0.3) ? '\r\n' : '\n';
  const body = lines.join('\n').replaceAll('\n', eol);
  const end = lines.length > 0 && chance(0.8) ? eol : '';
  return `${chance(0.1) ? '\uFEFF' : ''}${body}${end}`;
}
