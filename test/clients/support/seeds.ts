/** The clients' own settings, as a user has them before nerve comes: the model, no telemetry, no updates. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientName } from './install.ts';

/** The words of one turn without a person. */
export const TURNS: Readonly<Record<ClientName, readonly string[]>> = {
  codex: ['exec', '--json', '--skip-git-repo-check', 'go on'],
  claude: ['-p', 'go on', '--output-format', 'json'],
  gemini: ['-p', 'go on', '-o', 'json'],
  opencode: ['run', 'go on'],
  // It has no setting for what it may do unasked.
  copilot: ['-p', 'go on', '--allow-tool', 'nerve'],
  qwen: ['-p', 'go on', '--auth-type', 'openai'],
};

/** Nothing listens there, so whatever is not on loopback fails at once. */
const NOWHERE = 'http://127.0.0.1:9';
export const NO_NETWORK = {
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  ALL_PROXY: NOWHERE,
  NO_PROXY: '127.0.0.1,localhost',
};

/** What a client takes from its environment alone; Codex and Claude Code have files for all of it. */
export function variablesOf(name: ClientName, modelUrl: string): Record<string, string> {
  switch (name) {
    case 'codex':
    case 'claude':
      return {};
    case 'gemini':
      return {
        ...NO_NETWORK,
        GEMINI_API_KEY: 'not-a-key',
        GOOGLE_GEMINI_BASE_URL: modelUrl,
        // In a folder that nobody trusts it loads no MCP server.
        GEMINI_CLI_TRUST_WORKSPACE: 'true',
        // Else it starts itself a second time.
        GEMINI_CLI_NO_RELAUNCH: 'true',
      };
    case 'opencode':
      return { ...NO_NETWORK, OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' };
    case 'copilot':
      return {
        ...NO_NETWORK,
        COPILOT_OFFLINE: 'true',
        COPILOT_AUTO_UPDATE: 'false',
        COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
        COPILOT_PROVIDER_API_KEY: 'not-a-key',
        COPILOT_MODEL: 'scripted',
      };
    case 'qwen':
      return {
        ...NO_NETWORK,
        OPENAI_API_KEY: 'not-a-key',
        OPENAI_BASE_URL: `${modelUrl}/v1`,
        OPENAI_MODEL: 'scripted',
        QWEN_CODE_NO_RELAUNCH: 'true',
      };
  }
}

/** Puts a client's files into a home. */
export function seed(name: ClientName, home: string, modelUrl: string): void {
  for (const [path, text] of Object.entries(filesOf(name, modelUrl))) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text, { mode: 0o600 });
  }
}

function filesOf(name: ClientName, modelUrl: string): Record<string, string> {
  switch (name) {
    case 'codex':
      return {
        '.codex/config.toml': codexConfig(modelUrl),
        '.codex/.env': Object.entries(NO_NETWORK)
          .map(([variable, value]) => `${variable}=${value}\n`)
          .join(''),
      };
    case 'claude':
      return { '.claude/settings.json': json({ env: claudeVariables(modelUrl) }) };
    case 'gemini':
      return { '.gemini/settings.json': `// Gemini CLI reads comments.\n${json(geminiSettings)}` };
    case 'opencode':
      return {
        '.config/opencode/opencode.jsonc': `// OpenCode reads comments.\n${json(opencodeConfig(modelUrl))}`,
      };
    case 'copilot':
      return { '.copilot/mcp-config.json': json({ mcpServers: {} }) };
    case 'qwen':
      return { '.qwen/settings.json': `// Qwen Code reads comments.\n${json(qwenSettings)}` };
  }
}

function codexConfig(modelUrl: string): string {
  const lines = [
    'model = "gpt-6.1-sol" # a model in code mode',
    'model_provider = "scripted"',
    'check_for_update_on_startup = false',
    '',
    '[analytics]',
    'enabled = false',
    '',
    '[model_providers.scripted]',
    'name = "Scripted"',
    `base_url = "${modelUrl}/v1"`,
    'wire_api = "responses"',
  ];
  return `${lines.join('\n')}\n`;
}

function claudeVariables(modelUrl: string): Record<string, string> {
  return {
    ...NO_NETWORK,
    ANTHROPIC_BASE_URL: modelUrl,
    ANTHROPIC_API_KEY: 'not-a-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
  };
}

const geminiSettings = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false },
};

const qwenSettings = {
  security: { auth: { selectedType: 'openai' } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false },
};

function opencodeConfig(modelUrl: string): object {
  const provider = {
    npm: '@ai-sdk/openai-compatible',
    name: 'Scripted',
    options: { baseURL: `${modelUrl}/v1`, apiKey: 'not-a-key' },
    models: { scripted: { name: 'Scripted' } },
  };
  return {
    autoupdate: false,
    share: 'disabled',
    model: 'scripted/scripted',
    provider: { scripted: provider },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
