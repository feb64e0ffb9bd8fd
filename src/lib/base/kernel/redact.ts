/** Finds secrets in text by nerve's own rules and takes them out. Pure; the work grows linearly with the text. */
import { findPrivateKeys, PRIVATE_KEY_CUE } from './private-keys.ts';
import { MAX_BARE, SECRET_RULES, type SecretMatch, type SecretRule } from './secret-rules.ts';
import { endOfWord, maskSpans, mergeSpans, type SecretSpan } from './secret-spans.ts';

/** One look that most texts end with. */
const CUE = new RegExp([PRIVATE_KEY_CUE, ...SECRET_RULES.map(({ cue }) => cue)].join('|'), 'iu');
const NONE: readonly SecretSpan[] = [];

/** The secrets that nerve's own rules find, in order, not overlapping. */
export function findSecrets(text: string): readonly SecretSpan[] {
  if (!CUE.test(text)) return NONE;
  return mergeSpans([...findPrivateKeys(text), ...SECRET_RULES.flatMap((rule) => applyRule(rule, text))]);
}

/** `text` without the secrets that nerve's own rules find. */
export function redact(text: string): string {
  const secrets = findSecrets(text);
  return secrets.length === 0 ? text : maskSpans(text, secrets);
}

function applyRule(rule: SecretRule, text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  const pattern = new RegExp(rule.pattern);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const range = rangeOf(match);
    if (!range) continue;
    const found = describe(text, match, range);
    if (rule.accept(found)) {
      const end = range[0] + found.value.length;
      const whole = found.quoted || found.value.length < MAX_BARE ? end : endOfWord(text, end);
      spans.push({ start: range[0], end: whole, kind: rule.kind });
      pattern.lastIndex = Math.max(whole, pattern.lastIndex);
    } else {
      // What was taken for the value may hold a secret of its own: `token: password=…`.
      pattern.lastIndex = Math.max(range[0], match.index + 1);
    }
  }
  return spans;
}

function rangeOf(match: RegExpExecArray): readonly [number, number] | undefined {
  const groups = match.indices?.groups;
  return groups?.value ?? groups?.value1 ?? groups?.value2 ?? groups?.value3;
}

function describe(
  text: string,
  match: RegExpExecArray,
  [start, end]: readonly [number, number],
): SecretMatch {
  const quoted = match.groups?.value === undefined;
  const value = text.slice(start, end);
  return {
    // Brackets and commas after a bare word belong to the sentence around it.
    value: quoted || value.length >= MAX_BARE ? value : value.replace(/[)\],;]+$/, ''),
    before: text.slice(match.index, start),
    endsLine: /^["'`*_.,;)\]} \t]{0,16}(?:\n|$)/.test(text.slice(end, end + 17)),
    quoted,
  };
}
