/** Tells text that is true on one machine only from text that holds everywhere. Pure. */
import { SECRET_MASK } from '../../base/kernel/secret-spans.ts';

export interface MachineFacts {
  /** The user's home directory. */
  readonly home: string;
  readonly hostname: string;
}

export type LocalReason = 'home path' | 'local address' | 'host name' | 'secret' | 'file reference';

/** `/home/ann`, `/Users/ann`, `C:\Users\ann`. */
const HOMES = /(?<![\w.~-])(?:\/(?:home|Users)\/[\w.-]|[A-Za-z]:[\\/]Users[\\/][\w.-])/;

/** A port on this machine, and addresses of private networks (RFC 1918, RFC 6598). */
const ADDRESSES =
  /(?<![\w.-])(?:localhost:\d{1,5}|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2})(?!\w|\.\d)/;

/** Names that only a local network resolves, and whatever one logs in to. `settings.local.json` is none. */
const HOSTS =
  /(?<![\w.-]|(?:^|[^/])\/)[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,8}\.(?:local|lan|internal|localdomain|home\.arpa|ts\.net)(?![\w-]|\.\w)|\b(?:ssh|scp|rsync|mosh)\s[^\n]{0,200}?\b[\w.-]{1,64}@[\w-]/i;

/** A line that is only the import of another file, as `@docs/rules.md`: the path is relative to where it stood. */
const REFERENCE = /^\s*(?:[-*+]\s+)?@[~./\w][^\s`]*[./][^\s`]*\s*$/m;

/** Why a piece of text belongs to this machine; empty for text that holds everywhere. */
export function localReasons(text: string, facts: MachineFacts): readonly LocalReason[] {
  const reasons: LocalReason[] = [];
  if (text.includes(SECRET_MASK)) reasons.push('secret');
  if (HOMES.test(text) || mentions(text, facts.home)) reasons.push('home path');
  if (ADDRESSES.test(text)) reasons.push('local address');
  if (HOSTS.test(text) || (isTelling(facts.hostname) && mentions(text, facts.hostname)))
    reasons.push('host name');
  if (REFERENCE.test(text)) reasons.push('file reference');
  return reasons;
}

/** A host called `work` or `desktop` would be found in every sentence. */
function isTelling(hostname: string): boolean {
  return hostname.length >= 4 && /[\d.-]/.test(hostname) && hostname !== 'localhost';
}

function mentions(text: string, word: string): boolean {
  if (word.length < 2) return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const behind = text[at + word.length] ?? ' ';
    if (!/[\w.-]/.test(before) && !/[\w-]/.test(behind)) return true;
  }
  return false;
}
