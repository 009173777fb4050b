import * as assert from 'node:assert/strict';
import { loadFailure, type LoadAttempt } from '../../../../extension/core/packages/loadFailure';

describe('loadFailure', () => {
  const failed = (output: string, more: Partial<LoadAttempt> = {}): LoadAttempt => ({
    code: 1,
    signal: null,
    output,
    ...more,
  });
  const guard =
    'F tsl/platform/cpu_feature_guard.cc:41] The TensorFlow library was compiled to use AVX2 instructions, but these aren’t'.replace(
      '’',
      "'",
    ) + ' available on your machine.';

  for (const [name, attempt, kind, why] of [
    ['an illegal instruction', failed('', { code: null, signal: 'SIGILL' }), 'processor', /SIGILL/],
    ['the same on Windows', failed('', { code: 0xc000001d }), 'processor', /SIGILL/],
    ['the same, as a negative number', failed('', { code: 0xc000001d | 0 }), 'processor', /SIGILL/],
    ['TensorFlow’s own look', failed(guard, { code: null, signal: 'SIGABRT' }), 'processor', /\(AVX2\)/],
    ['a crash', failed('', { code: null, signal: 'SIGSEGV' }), 'crash', /ends the process with SIGSEGV/],
    ['another system', failed('Error: /x/tfjs_binding.node: invalid ELF header'), 'platform', /invalid ELF header/],
    [
      'another Node.js',
      failed(
        "Error: The module '/x.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 72.",
      ),
      'platform',
      /another system, processor or Node\.js/,
    ],
    [
      'a missing library',
      failed('Error: libtensorflow.so.2: cannot open shared object file: No such file or directory'),
      'other',
      /does not load: libtensorflow\.so\.2/,
    ],
    ['silence', failed(''), 'other', /^it does not load$/],
  ] as const)
    it(`tells ${name}`, () => {
      const failure = loadFailure(attempt);
      assert.equal(failure.kind, kind);
      assert.match(failure.why, why);
      assert.doesNotMatch(failure.why, /\.$/);
    });
});
