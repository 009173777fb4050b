import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { runOnBackend } from './support/backendTrial';

type Result = { dtype: string; shape: number[]; values: string[] }[] | string;

describe('WebAssembly kernels and types', () => {
  const folder = path.join(import.meta.dirname, 'programs');
  let wasm: Record<string, Result>;
  let plain: Record<string, Result>;

  before(async () => {
    const results = async (backend: 'wasm' | 'cpu'): Promise<Record<string, Result>> => {
      const { printed, stderr, code } = await runOnBackend(folder, 'typedOperations.mjs', { backend });
      assert.equal(code, 0, stderr);
      return printed[0] as Record<string, Result>;
    };
    wasm = await results('wasm');
    plain = await results('cpu');
  });

  it('compute what plain JavaScript computes, for float32, int32, bool and strings, and where there are no values', () => {
    // the plain backend is wrong about an axis that is counted from the end
    const names = Object.keys(plain).filter(name => name !== 'cumsum from the end');
    assert.ok(names.length > 500, String(names.length));
    const different = names.filter(name => !isSame(wasm[name]!, plain[name]!));
    assert.deepEqual(
      different.map(name => ({ name, wasm: wasm[name], plain: plain[name] })),
      [],
    );
  });

  it('take an axis that is counted from the end', () => {
    assert.deepEqual(wasm['cumsum from the end'], [
      { dtype: 'float32', shape: [2, 3], values: ['1', '3', '6', '4', '9', '15'] },
    ]);
  });
});

function isSame(a: Result, b: Result): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return (
    a.length === b.length &&
    a.every((x, i) => {
      const y = b[i]!;
      if (x.dtype !== y.dtype || x.shape.join() !== y.shape.join()) return false;
      return x.values.every(
        (v, j) => v === y.values[j] || Math.abs(+v - +y.values[j]!) <= 1e-4 * Math.max(1, Math.abs(+v)),
      );
    })
  );
}
