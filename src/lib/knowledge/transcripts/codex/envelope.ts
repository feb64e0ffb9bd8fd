/** The beginning of a line tells its type, and mostly whether the rest is worth parsing. */
import { RULES, type Rule } from './rules.ts';

/** How much of a line is looked at before it is parsed, in characters: for its type, and for the mark of a rule. */
const TYPE = 160;
const MARK = 400;
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
  if (line.charCodeAt(line.length - 1) !== BRACE) return false;
  const rule = ruleOfHead(line.slice(0, TYPE));
  return rule !== undefined && bringsNothing(rule, () => line.slice(0, MARK), keepEncrypted);
}

/** The same for the bytes of one line, `end` exclusive and without the newline. */
export function isIdleBytes(bytes: Buffer, start: number, end: number, keepEncrypted = false): boolean {
  if (bytes[end - 1] !== BRACE) return false;
  const head = (length: number) => bytes.toString('latin1', start, Math.min(end, start + length));
  const rule = ruleOfHead(head(TYPE));
  return rule !== undefined && bringsNothing(rule, () => head(MARK), keepEncrypted);
}

function ruleOfHead(head: string): Rule | undefined {
  const match = ENVELOPE.exec(head);
  return match?.[1] === undefined ? undefined : ruleOf(match[1], match[2]);
}

function bringsNothing(rule: Rule, head: () => string, keepEncrypted: boolean): boolean {
  if (rule.becomes === 'nothing') return true;
  if (rule.onlyWith !== undefined) return !head().includes(rule.onlyWith);
  return rule.readable !== undefined && !keepEncrypted && head().includes(rule.readable);
}
