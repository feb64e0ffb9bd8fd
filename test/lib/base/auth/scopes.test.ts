import { describe, expect, it } from 'vitest';
import { agentScopes, parseScopes, SCOPE_NAMES, SCOPES } from '../../../../src/lib/base/auth/scopes.ts';

describe('scopes', () => {
  it('are described, each in one line', () => {
    for (const text of Object.values(SCOPES)) expect(text).toMatch(/^[A-Z][^\n.]+$/);
  });

  it('of an agent never let it act for a person or on a machine', () => {
    const dangerous = ['plans:approve', 'execute', 'environments', 'upstream', 'admin', 'api'];
    expect([...agentScopes].sort()).toEqual(SCOPE_NAMES.filter((name) => !dangerous.includes(name)).sort());
  });

  it('come out once each, in one order', () => {
    expect(parseScopes(['tasks', 'read', 'tasks'])).toEqual(['read', 'tasks']);
  });

  it.each([
    ['taks', 'did you mean tasks?'],
    ['plan', 'did you mean plans?'],
    ['Read', 'did you mean read?'],
    ['everything', expect.stringContaining('one of: read, ')],
    ['constructor', expect.stringContaining('one of: ')],
    ['read tasks', expect.stringContaining('one of: ')],
    ['', expect.stringContaining('one of: ')],
  ])('%j is refused', (name, hint) => {
    expect(() => parseScopes(['read', name])).toThrow(
      expect.objectContaining({ code: 'unknown-scope', exit: 2, hint }),
    );
  });

  it('may not be left out', () => {
    expect(() => parseScopes([])).toThrow(expect.objectContaining({ code: 'no-scopes' }));
  });
});
