/** Tells from its name whether a key, flag or parameter holds a secret, and whether a value only refers to one. */

const WHOLE_WORDS =
  /(?:^|_)(?:auth|pass|pwd|pat|pin|psk|otp|totp|jwt|sid|pem|salt|signature|session|sessions|refresh)(?:_|$)/;
const PARTS =
  /token|secret|passw|passphrase|passcode|passwort|kennwort|senha|apikey|accesskey|privatekey|authori[sz]ation|credential|cookie|oauth|bearer|sessionid|sessionkey|webhook/;
/** `api_key`, `OPENAI_KEY`, `signing-key-2`, but not `public_key` and not a plain `key`. */
const KEY_WORD =
  /(?<!(?:^|_)public)_keys?(?:_\d+)?$|(?:api|access|secret|private|auth|signing|encryption)_keys?(?:_|$)/;
/** The value names a place or a manner, not the secret: `bearer_token_env_var`, `credentials_store`. */
const ABOUT = /_(?:env|env_var|env_vars|env_key|store|type|method|mode|enabled)$/;
const NUMERIC = /passw|passcode|(?:^|_)(?:pass|pwd|pin|otp)(?:_|$)/;
const REFERENCE =
  /^(?:\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}|\$\{\{[\w .]+\}\}|\{\{[\w .]+\}\}|\{?env:\w+\}?|%\w+%|<[\w -]+>)$/;
const MAX_NAME = 200;

/** Whether the value of this key, flag or parameter is a secret by the name's own words. */
export function isSecretName(name: string): boolean {
  // A path or a sentence as a key says nothing about its value.
  if (name.length > MAX_NAME || /[/\\\s]/.test(name.trim())) return false;
  const words = wordsOf(name);
  if (ABOUT.test(words)) return false;
  return WHOLE_WORDS.test(words) || KEY_WORD.test(words) || PARTS.test(words.replaceAll('_', ''));
}

/** Whether a table of this name holds values of all sorts, secrets among them: environments and headers. */
export function isMixedTable(name: string): boolean {
  return /(?:^|_)(?:env|environment|headers?)$/.test(wordsOf(name.slice(0, MAX_NAME)));
}

/** Whether a value says nothing secret, whatever its key: `${NAME}`, `true`, `null`, a number that is no password. */
export function isHarmless(value: string, name: string): boolean {
  if (value === '' || /^(?:true|false|null|none|undefined)$/i.test(value) || REFERENCE.test(value))
    return true;
  return (
    /^[+-]?\d[\d_.]*$/.test(value) && value.length <= 20 && !NUMERIC.test(wordsOf(name.slice(0, MAX_NAME)))
  );
}

/** How much of a value is the scheme of an `Authorization` header: `Bearer `, `Basic `. */
export function schemeLength(value: string): number {
  return /^(?:bearer|basic|token|digest|apikey)[ \t]+/i.exec(value.slice(0, 40))?.[0].length ?? 0;
}

/** `primaryApiKey` and `PRIMARY-API-KEY` as `primary_api_key`. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .toLowerCase();
}
