/** Decides whether a word is a secret, a placeholder for one, or plain prose. */

/** Words that stand where a password could, and are none. Compared in lower case. */
const STAND_INS = new Set(
  `none null nil undefined true false yes no on off string str text boolean bool number int integer object array
  required optional unset empty unknown hidden prompt keychain keyring vault env environment secret secrets token
  tokens password passwd passphrase pass credential credentials apikey api-key api_key key changeme change-me
  change_me placeholder redacted removed masked todo tbd example dummy foobar todo: here below above stored
  1password bitwarden lastpass keepass
  encrypted hashed generated rotated default value`.split(/\s+/),
);

/** `$VAR`, `${…}`, `$(…)`, `{{…}}`, `{name}`, `<name>`, `[name]`, `%VAR%`, `@name`, `process.env.X`, `op://…`. */
const REFERENCE =
  /^(?:\$[A-Za-z_]\w*$|\$[{(]|\{|<|\[|&lt;|%\w+%|@|(?:process\.|import\.meta\.)?env[.:[(]|os\.(?:environ|getenv)|getenv|secrets?[.:]|vault:|op:\/\/|file:|ref\+)/i;

/** A call or a property, as in code: `getToken()`, `user.password`, `DB_PASSWORD`. */
const CODE = /^[A-Za-z_][\w.]*\([\w.,"' ]*\)?$|(?:^|[._])(?:password|passwd|token|secret|key)$/i;

/** `xxx`, `****`, `....`, `your-token-here`, `my_secret`, `…EXAMPLE…`. */
const FILLER =
  /^(?:your|my|the|some|insert|replace|enter|put)[-_]|example|changeme|placeholder|x{5}|\*{3}|\.{3}|…/i;

/** Whether a value only shows where a secret would go. */
export function isPlaceholder(value: string): boolean {
  const word = value.trim();
  if (word === '' || /^(.)\1*$/u.test(word.slice(0, 256))) return true;
  const bare = word.replace(/[.,;:!?]+$/, '').toLowerCase();
  return STAND_INS.has(bare) || REFERENCE.test(word) || CODE.test(bare) || FILLER.test(word.slice(0, 256));
}

/** A path or address: where something is, not what it is. */
export function isLocation(value: string): boolean {
  return /^(?:~?\/|\.{1,2}\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/)/.test(value) && !/\s/.test(value);
}

/** Letters together with digits or password-like signs, at least `length` characters. */
export function isMixed(value: string, length: number): boolean {
  return value.length >= length && /\p{L}/u.test(value) && /[\d!@#$%^&*?+=~]/.test(value);
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/**
 * Whether a word looks machine-made: a run of letters and digits that switches between lower case, upper case and
 * digits more often than a name, a version or a date does.
 */
export function looksRandom(word: string): boolean {
  if (UUID.test(word)) return true;
  return word
    .slice(0, 4096)
    .split(/[^A-Za-z0-9]+/)
    .some(isRandomRun);
}

function isRandomRun(run: string): boolean {
  if (run.length < 8) return false;
  if (run.length >= 32) return true;
  const digits = /\d/.test(run);
  const bothCases = /[a-z]/.test(run) && /[A-Z]/.test(run);
  const changes = run.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|\d(?=[A-Za-z])/g)?.length ?? 0;
  if (digits) return changes >= 3;
  return bothCases && run.length >= 24 && changes >= 6;
}
