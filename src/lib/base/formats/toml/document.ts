/** Opens a TOML text for editing: strict TOML 1.0, its meaning as data, and where everything stands. */
import { parse as parseData, TomlError } from 'smol-toml';
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { JsonObject } from '../../kernel/json.ts';
import { EditRefused, UnparseableError } from '../format.ts';
import { isTomlInteger } from './emit.ts';
import { dominantEol } from './lines.ts';
import { maskLongStrings } from './mask.ts';
import { outline, type Section } from './outline.ts';

const BOM = '\uFEFF';

export interface TomlDocument {
  /** The text without its BOM; all offsets count in it. */
  readonly text: string;
  readonly data: JsonObject;
  readonly eol: '\n' | '\r\n';
  /** The top level first, then one section per table header, in the order of the text. */
  readonly sections: readonly [Section, ...Section[]];
}

/** Splits a BOM off: [BOM or nothing, the rest]. */
export function splitBom(text: string): [string, string] {
  return text.startsWith(BOM) ? [BOM, text.slice(1)] : ['', text];
}

/**
 * Opens a text that has no BOM. Throws `UnparseableError` for whatever TOML 1.0 forbids: smol-toml is asked first
 * (it limits nesting), then toml-eslint-parser, which knows the difference between TOML 1.0 and 1.1.
 */
export function openToml(text: string): TomlDocument {
  const data = readData(text);
  const program = readPositions(text);
  return { text, data, eol: dominantEol(text), sections: outline(program) };
}

/** The text as plain data: integers that a double cannot hold are bigints, dates are smol-toml's `TomlDate`. */
export function readData(text: string): JsonObject {
  try {
    return parseData(text, { integersAsBigInt: 'asNeeded' }) as JsonObject;
  } catch (error) {
    if (!(error instanceof TomlError)) throw tooMuch(error);
    // Only the first line: the rest of the message quotes the file, which may hold secrets.
    const reason = error.message.replace(/^Invalid TOML document: /, '').split('\n', 1)[0] ?? '';
    throw new UnparseableError(reason, error.line, error.column);
  }
}

function readPositions(text: string): AST.TOMLProgram {
  const masked = maskLongStrings(text);
  if (masked.badEscape !== undefined) throw unparseable(text, masked.badEscape, 'unknown escape sequence');
  const program = parsePositions(text, masked.text);
  const tooLong = program.tokens.find((token) => token.type === 'Integer' && !isTomlInteger(token.bigint));
  if (tooLong) throw unparseable(text, tooLong.range[0], 'the integer does not fit into 64 bits');
  return program;
}

function parsePositions(text: string, masked: string): AST.TOMLProgram {
  try {
    return parseTOML(masked, { tomlVersion: '1.0' });
  } catch (error) {
    if (!(error instanceof ParseError)) throw tooMuch(error);
    throw unparseable(text, error.index, error.message);
  }
}

function unparseable(text: string, offset: number, reason: string): UnparseableError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return new UnparseableError(reason, line, offset - before.lastIndexOf('\n'));
}

/** A stack overflow, the one other error that the parsers know, means that nesting is beyond any reason. */
export function tooMuch(error: unknown): unknown {
  return error instanceof RangeError ? new EditRefused('the TOML is too large or too deeply nested') : error;
}
