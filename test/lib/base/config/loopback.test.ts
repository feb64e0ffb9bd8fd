/** Which addresses lead to this machine alone, and which URLs carry a token where others can read it. */
import { expect, it } from 'vitest';
import { isLoopback, isOpenWire } from '../../../../src/lib/base/config/loopback.ts';

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['192.168.1.2', false],
  ['127.0.0.1.evil', false],
  ['::', false],
])('isLoopback(%s) is %s', (address, expected) => expect(isLoopback(address)).toBe(expected));

it.each([
  ['http://127.0.0.1:8900', false],
  ['http://127.1/mcp', false],
  ['HTTP://LocalHost:8900', false],
  ['http://[::1]:8900', false],
  ['https://hub.example', false],
  ['http://192.0.2.2:8900', true],
  ['HTTP://hub.example', true],
  ['http://127.0.0.1.evil.com', true],
  ['http://127.0.0.1.:8900', false],
  ['http://localhost.evil.com', true],
  ['http://[::2]:8900', true],
  ['http://0.0.0.0:8900', true],
])('isOpenWire(%s) is %s', (url, expected) => expect(isOpenWire(url)).toBe(expected));
