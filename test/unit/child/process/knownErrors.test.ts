import assert from 'node:assert/strict';
import { knownError, type ErrorFacts } from '../../../../extension/child/process/knownErrors';

const facts = (known: Partial<ErrorFacts>): ErrorFacts => ({
  name: 'Error',
  code: '',
  message: '',
  folders: ['/p'],
  hasFile: () => false,
  isNative: false,
  models: [],
  ...known,
});
const codeOf = (known: Partial<ErrorFacts>): string | undefined => knownError(facts(known))?.code;

describe('knownErrors', () => {
  for (const name of [
    'document',
    'window',
    'HTMLElement',
    'HTMLCanvasElement',
    'Image',
    'requestAnimationFrame',
    'self',
  ])
    it(`a program that needs ${name} needs a browser`, () => {
      const error = knownError(facts({ name: 'ReferenceError', message: `${name} is not defined`, models: ['net'] }));
      assert.equal(error?.code, 'needs-browser');
      assert.equal(error?.message, `The program needs a browser: ${name} is not defined.`);
      assert.match(error!.remedy, /still be inspected: net\./);
    });

  it('says it too where nothing was built', () => {
    const error = knownError(facts({ name: 'ReferenceError', message: 'document is not defined' }));
    assert.match(error!.remedy, /No model was built/);
  });

  it('a relative address is one of a page', () =>
    assert.equal(codeOf({ name: 'TypeError', message: 'Failed to parse URL from data/train.json' }), 'needs-browser'));

  it('a misspelt name is the program’s own error', () => {
    assert.equal(codeOf({ name: 'ReferenceError', message: 'documents is not defined' }), undefined);
    assert.equal(codeOf({ name: 'ReferenceError', message: 'model is not defined' }), undefined);
    assert.equal(codeOf({ name: 'Error', message: 'document is not defined' }), undefined);
  });

  it('names a package that is missing, with the command of the lock file that is nearest', () => {
    const hasFile = (folder: string, file: string): boolean =>
      (folder === '/p' && file === 'yarn.lock') || (folder === '/' && file === 'package-lock.json');
    const error = knownError(
      facts({
        code: 'MODULE_NOT_FOUND',
        message: "Cannot find module '@a/b/deep'\nRequire stack:",
        folders: ['/p/src', '/p', '/'],
        hasFile,
      }),
    );
    assert.deepEqual([error?.code, error?.remedy], ['missing-package', 'Run: yarn add @a/b']);
  });

  it('a missing file is not a package', () => {
    assert.equal(codeOf({ code: 'MODULE_NOT_FOUND', message: "Cannot find module './data.json'" }), 'missing-file');
    assert.equal(
      codeOf({ code: 'ERR_MODULE_NOT_FOUND', message: "Cannot find module '/p/x.mjs' imported from /p" }),
      'missing-file',
    );
  });

  it('knows what only native TensorFlow has, unless it runs', () => {
    const message = "Cannot read properties of undefined (reading 'decodeImage')";
    assert.equal(codeOf({ name: 'TypeError', message }), 'needs-native');
    assert.equal(codeOf({ name: 'TypeError', message, isNative: true }), undefined);
  });

  it('knows memory that ran out', () => {
    assert.equal(codeOf({ name: 'RangeError', message: 'Array buffer allocation failed' }), 'out-of-memory');
    assert.equal(codeOf({ name: 'RangeError', message: 'Invalid array length' }), undefined);
  });
});
