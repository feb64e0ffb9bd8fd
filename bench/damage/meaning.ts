/** What a reader of a config file finds in it, as lists that can be compared: comments, values, servers. */
import { createScanner, type Node, parseTree, type SyntaxKind } from 'jsonc-parser';
import { parse as parseToml, type TomlValue } from 'smol-toml';
import { parseTOML } from 'toml-eslint-parser';

export interface Meaning {
  /** The text of each comment, in order. */
  readonly comments: readonly string[];
  /** `path = value` of every scalar; members of an array have no index, so that adding one moves none. */
  readonly values: readonly string[];
  /** Each MCP server with all that it says. */
  readonly servers: ReadonlyMap<string, string>;
}

export type Reader = (text: string) => Meaning | undefined;

/** Reads a `config.toml`; undefined when it is not TOML. */
export const readToml: Reader = (text) => {
  const body = text.replace(/^\uFEFF/, '');
  try {
    const data = parseToml(body, { integersAsBigInt: true });
    const values = tomlValues(data, []);
    const comments = parseTOML(body).comments.map((comment) => comment.value);
    return {
      comments,
      values,
      servers: serversOf(values, 'mcp_servers'),
    };
  } catch {
    return undefined;
  }
};

/** Reads JSON with comments and trailing commas; undefined when it is neither. */
export const readJsonc: Reader = (text) => {
  const body = text.replace(/^\uFEFF/, '');
  const errors: unknown[] = [];
  const root = parseTree(body, errors as never[], { allowTrailingComma: true, allowEmptyContent: true });
  if (errors.length > 0) return undefined;
  const values = root ? jsonValues(root, body, []) : [];
  return { comments: jsonComments(body), values, servers: serversOf(values, 'mcpServers') };
};

function tomlValues(value: TomlValue, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((member) => tomlValues(member, [...path, '[]']));
  if (typeof value === 'object' && !(value instanceof Date)) {
    return Object.entries(value).flatMap(([key, child]) => tomlValues(child, [...path, key]));
  }
  const text = value instanceof Date ? value.toISOString() : String(value);
  return [line(path, `${typeof value} ${text}`)];
}

function jsonValues(node: Node, text: string, path: readonly string[]): string[] {
  if (node.type === 'array') {
    return (node.children ?? []).flatMap((child) => jsonValues(child, text, [...path, '[]']));
  }
  if (node.type === 'object') {
    return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
      key && value ? jsonValues(value, text, [...path, String(key.value)]) : [],
    );
  }
  // Whole numbers by their digits: beyond 2^53 a parser alone would not see what is lost.
  const raw = text.slice(node.offset, node.offset + node.length);
  return [line(path, /^-?\d+$/.test(raw) ? raw : JSON.stringify(node.value))];
}

function jsonComments(text: string): string[] {
  const scanner = createScanner(text, false);
  const end = 17 satisfies SyntaxKind.EOF;
  const kinds: number[] = [
    12 satisfies SyntaxKind.LineCommentTrivia,
    13 satisfies SyntaxKind.BlockCommentTrivia,
  ];
  const comments: string[] = [];
  for (let kind: number = scanner.scan(); kind !== end; kind = scanner.scan()) {
    if (kinds.includes(kind)) comments.push(scanner.getTokenValue().trim());
  }
  return comments;
}

function serversOf(values: readonly string[], table: string): Map<string, string> {
  const servers = new Map<string, string>();
  for (const value of values) {
    const [path] = JSON.parse(value) as [string[], string];
    const [first, name] = path;
    if (first === table && name !== undefined) servers.set(name, `${servers.get(name) ?? ''}${value}\n`);
  }
  // The order of a server's keys is nobody's business.
  return new Map([...servers].map(([name, text]) => [name, text.split('\n').sort().join('\n')]));
}

function line(path: readonly string[], value: string): string {
  return JSON.stringify([path, value]);
}
