/** Which arguments of which tools have to be repeated in headers (`x-mcp-header`), as far as lists of tools have told. */
import { type HeaderParam, headerParamsOf, paramHeaders } from '../../protocols/mcp/header-params.ts';
import { isFields, type Request } from '../../protocols/mcp/message.ts';

export interface ToolHeaders {
  /** Takes in an answer to `tools/list`. */
  learn(answer: Buffer | string): void;
  /** The headers of a call. */
  of(request: Request): Record<string, string>;
}

const MARK = '"x-mcp-header"';

export function createToolHeaders(): ToolHeaders {
  const known = new Map<string, readonly HeaderParam[]>();
  return {
    learn(answer) {
      if (!answer.includes(MARK)) return;
      const { result } = JSON.parse(String(answer));
      const tools: unknown[] = isFields(result) && Array.isArray(result.tools) ? result.tools : [];
      for (const tool of tools) {
        if (!isFields(tool) || !isFields(tool.inputSchema)) continue;
        const params = headerParamsOf(tool.inputSchema);
        if (params.length > 0) known.set(String(tool.name), params);
      }
    },
    of({ method, params }) {
      if (known.size === 0 || method !== 'tools/call') return {};
      const wanted = known.get(String(params?.name)) ?? [];
      return paramHeaders(wanted, isFields(params?.arguments) ? params.arguments : {});
    },
  };
}
