/** The few keywords of JSON Schema that nerve's own schemas use. An unknown one is an error, so that none goes unchecked. */

type Schema = Readonly<Record<string, unknown>>;

const NOTES = new Set(['$schema', 'title', 'description']);

/** What is wrong with a value, one line each; empty for nothing. */
export function violations(schema: Schema, value: unknown, at = '$'): string[] {
  return Object.entries(schema).flatMap(([keyword, wanted]) => {
    if (NOTES.has(keyword)) return [];
    const check = KEYWORDS[keyword];
    if (!check) throw new Error(`the schema uses ${keyword}, which is not checked here`);
    return check(wanted, value, at, schema);
  });
}

type Check = (wanted: unknown, value: unknown, at: string, schema: Schema) => string[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

const KEYWORDS: Readonly<Record<string, Check>> = {
  type: (wanted, value, at) => (typeOf(value) === wanted ? [] : [`${at} is ${typeOf(value)}, not ${wanted}`]),
  enum: (wanted, value, at) =>
    (wanted as unknown[]).includes(value) ? [] : [`${at} is ${JSON.stringify(value)}, none of ${wanted}`],
  pattern: (wanted, value, at) =>
    typeof value !== 'string' || new RegExp(String(wanted)).test(value)
      ? []
      : [`${at} does not match ${wanted}`],
  required: (wanted, value, at) =>
    (wanted as string[])
      .filter((key) => isObject(value) && !Object.hasOwn(value, key))
      .map((key) => `${at}.${key} is missing`),
  properties: (wanted, value, at) =>
    Object.entries(wanted as Record<string, Schema>).flatMap(([key, schema]) =>
      isObject(value) && Object.hasOwn(value, key) ? violations(schema, value[key], `${at}.${key}`) : [],
    ),
  additionalProperties: (wanted, value, at, schema) => {
    const known = Object.keys((schema.properties ?? {}) as object);
    if (wanted !== false || !isObject(value)) return [];
    return Object.keys(value)
      .filter((key) => !known.includes(key))
      .map((key) => `${at}.${key} is not known`);
  },
  items: (wanted, value, at) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => violations(wanted as Schema, item, `${at}[${index}]`))
      : [],
};
