/** Checks answers against an OpenAPI 3.1 document, by a validator that knows nothing of how it was made. */
import { Ajv2020 } from 'ajv/dist/2020.js';

export interface OpenApiOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly security: readonly { readonly token: readonly string[] }[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly required: boolean };
  readonly responses: Readonly<Record<string, object>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a document is whatever came.
export type Document = any;

/** Every operation of a document, in its order. */
export function operationsOf(document: Document): OpenApiOperation[] {
  return Object.entries<Record<string, Omit<OpenApiOperation, 'path' | 'method'>>>(document.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...operation,
        parameters: operation.parameters ?? [],
        path,
        method: method.toUpperCase(),
      })),
  );
}

/** Says what is wrong with the body of an answer; undefined for nothing, a text for a status that is not described. */
export function checkerOf(
  document: Document,
): (operation: OpenApiOperation, status: number, body: unknown) => unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
  ajv.addSchema(document, 'openapi');
  return ({ path, method, responses }, status, body) => {
    if (!(status in responses)) return `${status} is not described`;
    const place = ['paths', path, method.toLowerCase(), 'responses', status, 'content', 'application/json'];
    const pointer = place.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = ajv.compile({
      $ref: `openapi#/${pointer.replaceAll('{', '%7B').replaceAll('}', '%7D')}/schema`,
    });
    return validate(body) ? undefined : validate.errors;
  };
}
