/** The description of the REST interface. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { RestEnv } from './attempt.ts';

/** OpenAPI 3.1, from the routes of the app. */
export function documentOf(app: OpenAPIHono<RestEnv>, version: string): unknown {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of kind api or mcp with the scopes that are named: nerve token mint.',
  });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'nerve',
      version,
      description: 'The HTTP interface of the hub. Answers and errors are JSON; times are ISO 8601 in UTC.',
    },
  });
}
