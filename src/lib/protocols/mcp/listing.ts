/** Lists as JSON text: cut into pages, and kept as long as their key says that they are the same. */
import { legacyResult } from './encode.ts';
import { invalidParams } from './errors.ts';
import type { Listing, WholeList } from './handlers.ts';
import type { CacheHints, Fields, Prompt, Resource, ResourceTemplate, Tool } from './types.ts';
import type { Era } from './versions.ts';

type Item = Tool | Resource | ResourceTemplate | Prompt;

export type ListName = 'tools' | 'resources' | 'resourceTemplates' | 'prompts';

export interface ListRenderer {
  /** The encoded result. @throws McpError for a cursor that leads nowhere */
  render(era: Era, name: ListName, listing: Listing<Item>, cursor: string | undefined): string;
}

interface Settings {
  readonly encodeModern: (result: object, hints: CacheHints) => string;
  readonly pageSize: number;
  readonly ttlMs: number;
}

/** Encoded pages that are kept at most. */
const KEPT = 128;

export function createListRenderer({ encodeModern, pageSize, ttlMs }: Settings): ListRenderer {
  const kept = new Map<string, string>();

  const encode = (era: Era, name: ListName, listing: Listing<Item>, page: Page): string => {
    const { items, nextCursor } = page;
    if (era === 'legacy') return legacyResult({ [name]: items.map(inOldWords), nextCursor });
    const hints = { ttlMs: listing.ttlMs ?? ttlMs, cacheScope: listing.cacheScope ?? 'private' };
    return encodeModern({ [name]: items, nextCursor }, hints);
  };

  return {
    render(era, name, listing, cursor) {
      if ('page' in listing) {
        return encode(era, name, listing, { items: listing.page, nextCursor: listing.nextCursor });
      }
      const key =
        listing.cacheKey === undefined
          ? undefined
          : JSON.stringify([name, era, cursor ?? null, listing.cacheKey]);
      const known = key === undefined ? undefined : kept.get(key);
      if (known !== undefined) return known;
      const text = encode(era, name, listing, cut(listing, cursor, pageSize));
      if (key !== undefined) {
        const oldest = kept.keys().next();
        if (kept.size >= KEPT && !oldest.done) kept.delete(oldest.value);
        kept.set(key, text);
      }
      return text;
    },
  };
}

interface Page {
  readonly items: readonly Item[];
  readonly nextCursor: string | undefined;
}

/** A cursor names the last item of its page, so it stays good while others come and go. */
function cut(listing: WholeList<Item>, cursor: string | undefined, size: number): Page {
  const items = typeof listing.items === 'function' ? listing.items() : listing.items;
  let start = 0;
  if (cursor !== undefined) {
    const last = Buffer.from(cursor, 'base64url').toString('utf8');
    start = items.findIndex((item) => keyOf(item) === last) + 1;
    if (start === 0) throw invalidParams('Unknown cursor: list again from the start');
  }
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const isEnd = last === undefined || start + size >= items.length;
  return {
    items: page,
    nextCursor: isEnd ? undefined : Buffer.from(keyOf(last), 'utf8').toString('base64url'),
  };
}

function keyOf(item: Item): string {
  if ('uri' in item) return item.uri;
  return 'uriTemplate' in item ? item.uriTemplate : item.name;
}

/** Until 2025-11-25 an output schema describes an object, or clients refuse the whole list. */
function inOldWords(item: Item): Item | Fields {
  if (!('outputSchema' in item) || item.outputSchema === undefined || item.outputSchema.type === 'object')
    return item;
  const { outputSchema: _, ...rest } = item;
  return rest;
}
