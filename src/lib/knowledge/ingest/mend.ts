/** Makes the beginning of a JSON text a whole one again. Pure. */

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const OPEN_ARRAY = 91;
const CLOSE_OBJECT = 125;
const CLOSE_ARRAY = 93;
const COMMA = 44;
const COLON = 58;

/**
 * `{"a":{"b":"long te` becomes `{"a":{"b":"long te"}}`: a text that breaks off is ended there, and a member that is not
 * whole is left out. Undefined where nothing can be told from it.
 */
export function mendCut(text: string): string | undefined {
  const closers: string[] = [];
  /** For each open bracket where its last whole member ends. */
  const whole: number[] = [];
  let inString = false;
  let isKey = false;
  let afterColon = false;
  const ended = (at: number): void => {
    if (whole.length > 0) whole[whole.length - 1] = at;
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) {
        inString = false;
        if (!isKey) ended(at + 1);
      }
      continue;
    }
    if (code === QUOTE) {
      inString = true;
      isKey = closers.at(-1) === '}' && !afterColon;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      closers.push(code === OPEN_OBJECT ? '}' : ']');
      whole.push(at + 1);
      afterColon = false;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      closers.pop();
      whole.pop();
      ended(at + 1);
    } else if (code === COMMA) {
      ended(at);
      afterColon = false;
    } else if (code === COLON) afterColon = true;
  }
  if (closers.length === 0) return undefined;
  const end = closers.toReversed().join('');
  if (inString && !isKey) return `${withoutHalfEscape(text)}"${end}`;
  return `${text.slice(0, whole.at(-1))}${end}`;
}

function withoutHalfEscape(text: string): string {
  const tail = /(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(text.slice(-64));
  return tail?.[1] === undefined ? text : text.slice(0, -tail[1].length);
}
