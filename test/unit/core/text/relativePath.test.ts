import assert from 'node:assert/strict';
import * as path from 'node:path';
import { relativePath } from '../../../../extension/core/text/relativePath';

describe('relativePath', () => {
  const at = (...parts: string[]): string => path.resolve('/p', ...parts);
  it('has / on every system', () => assert.equal(relativePath(at(), at('src', 'train.ts')), 'src/train.ts'));
  it('leads out', () => assert.equal(relativePath(at('runs', '3'), at()), '../..'));
  it('is never empty', () => assert.equal(relativePath(at(), at()), '.'));
});
