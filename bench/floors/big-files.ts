/** Files of about a megabyte in the style of the real ones, for the editors. */

/** Repeats a numbered part until the text is long enough. */
function repeat(bytes: number, part: (at: number) => string): string {
  const parts: string[] = [];
  for (let at = 0, size = 0; size < bytes; at += 1) {
    const text = part(at);
    parts.push(text);
    size += text.length;
  }
  return parts.join('');
}

/** A `config.toml` with one server and thousands of trusted projects. */
export function bigToml(bytes: number): string {
  const head =
    '# config\nmodel = "x"\n\n[mcp_servers.github]\ncommand = "npx" # found on PATH\nargs = ["-y"]\n\n';
  return (
    head + repeat(bytes, (at) => `[projects."/home/dev/code/p${at}"]\ntrust_level = "trusted" # ${at}\n\n`)
  );
}

/** A `.claude.json` with one server and thousands of projects. */
export function bigJson(bytes: number): string {
  const project = (at: number) =>
    `,\n    "/home/dev/code/p${at}": {\n      "allowedTools": [],\n      "lastCost": 0.5,\n      "history": [{ "display": "task ${at}" }]\n    }`;
  const head =
    '{\n  "mcpServers": {\n    "github": { "type": "http", "url": "https://mcp.example.com/" }\n  },\n';
  return `${head}  "projects": {\n    "/home/dev": {}${repeat(bytes, project)}\n  }\n}\n`;
}

/** A memory file with headings, lists and code. */
export function bigMarkdown(bytes: number): string {
  return repeat(
    bytes,
    (at) => `## Part ${at}\n\n- one thing to remember\n- another\n\n\`\`\`sh\nrun ${at}\n\`\`\`\n\n`,
  );
}
