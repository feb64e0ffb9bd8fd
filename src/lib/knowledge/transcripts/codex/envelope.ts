/** The beginning of a line tells its type, and mostly whether the rest is worth parsing. */
import { RULES, type Rule } from './rules.ts';

/** How much of a line is looked at before it is parsed, in characters. */
const HEAD = 400;
/** The order of keys that Codex writes; any other is parsed in full. */
const ENVELOPE =
  /^\{"timestamp":"[^"\\]{10,40}",(?:"ordinal":\d{1,15},)?"type":"(\w{1,60})","payload":\{(?:"type":"(\w{1,60})")?/;
const BRACE = 125;

const rules: ReadonlyMap<string, ReadonlyMap<string, Rule>> = byOuterType();

function byOuterType(): Map<string, Map<string, Rule>> {
  const tree = new Map<string, Map<string, Rule>>();
  for (const rule of RULES) {
    const [outer = '', inner = ''] = rule.type.split('/');
    const rows = tree.get(outer) ?? new Map<string, Rule>();
    tree.set(outer, rows.set(inner, rule));
  }
  return tree;
}

/** The rule for the type of a line (`item` for what `item_completed` carries) and the type inside it. */
export function ruleOf(outer: string, inner: string | undefined): Rule | undefined {
  const row = rules.get(outer);
  return row && ((inner === undefined ? undefined : row.get(inner)) ?? row.get(''));
}

/**
 * Whether a line brings nothing, so that it need not be parsed (nor decoded: `isIdleBytes`). A reader that is not given
 * such lines says the same of all others. A line of such a type that breaks off is noticed unless it does behind a brace.
 * @param keepEncrypted as the reader has it
 */
export function isIdle(line: string, keepEncrypted = false): boolean {
  return line.charCodeAt(line.length - 1) === BRACE && isIdleHead(line.slice(0, HEAD), keepEncrypted);
}

/** The same for the bytes of one line, `end` exclusive and without the newline. */
export function isIdleBytes(bytes: Buffer, start: number, end: number, keepEncrypted = false): boolean {
  const head = bytes.toString('latin1', start, Math.min(end, start + HEAD));
  return bytes[end - 1] === BRACE && isIdleHead(head, keepEncrypted);
}

function isIdleHead(head: string, keepEncrypted: boolean): boolean {
  const match = ENVELOPE.exec(head);
  if (!match?.[1]) return false;
  const rule = ruleOf(match[1], match[2]);
  if (!rule) return false;
  if (rule.becomes === 'nothing') return true;
  if (rule.onlyWith !== undefined) return !head.includes(rule.onlyWith);
  return rule.readable !== undefined && !keepEncrypted && head.includes(rule.readable);
}
