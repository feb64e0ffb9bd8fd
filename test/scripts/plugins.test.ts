import { describe, expect, test } from 'vitest';
import { rewriteBuiltinImports } from '../../scripts/plugins.ts';

const GET = 'globalThis.process.getBuiltinModule';

describe('imports of modules of Node', () => {
  test.each([
    ['import{a}from"node:fs";', `var {a}=${GET}("node:fs");`],
    ['import{a as b,c,d as e}from"node:fs";', `var {a:b,c,d:e}=${GET}("node:fs");`],
    ['import fs from"fs";', `var fs=${GET}("fs");`],
    ['import*as fs from"node:fs";', `var fs=${GET}("node:fs");`],
    ['import fs,{a}from"node:fs";', `var fs=${GET}("node:fs"),{a}=${GET}("node:fs");`],
    ['import process from"node:process";x();', `var process=${GET}("node:process");x();`],
    ['x();import{a}from"node:fs/promises";', `x();var {a}=${GET}("node:fs/promises");`],
  ])('%s', (text, rewritten) => {
    expect(rewriteBuiltinImports(text)).toEqual({ text: rewritten, count: 1 });
  });

  test.each([
    'import{a}from"./chunks/a.js";',
    'import a from"better-sqlite3";',
    'import"./side-effect.js";',
    'const a=await import("node:fs");',
    'export{a}from"./a.js";',
    'const text=\'say import{a}from"node:fs"; twice\';',
  ])('not %s', (text) => {
    expect(rewriteBuiltinImports(text)).toEqual({ text, count: 0 });
  });

  test('several in one file', () => {
    const { text, count } = rewriteBuiltinImports(
      'import{a}from"node:fs";import{b}from"./b.js";import c from"node:os";',
    );
    expect(count).toBe(2);
    expect(text).toContain('import{b}from"./b.js";');
  });
});
