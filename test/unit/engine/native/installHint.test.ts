import * as assert from 'node:assert/strict';
import { installHint } from '../../../../extension/engine/native/installHint';

describe('installHint', () => {
  for (const [manager, expected] of [
    ['apt-get', 'Run sudo apt-get install python3-pip g++.'],
    ['dnf', 'Run sudo dnf install python3-pip gcc-c++.'],
    ['apk', 'Run sudo apk add py3-pip g++.'],
    ['brew', 'Run brew install python gcc.'],
    ['winget', 'Run winget install Python.Python.3.12 Microsoft.VisualStudio.2022.BuildTools.'],
  ] as const)
    it(`speaks to ${manager}`, () =>
      assert.equal(
        installHint(['pip', 'compiler'], p => p === manager),
        expected,
      ));

  it('names a package once', () => assert.equal(installHint(['python', 'pip'], p => p === 'brew'), 'Run brew install python.')); // prettier-ignore
  it('says where else, and nothing where nothing is missing', () => {
    assert.match(installHint(['npm'], () => false), /nodejs\.org/); // prettier-ignore
    assert.equal(
      installHint([], () => true),
      '',
    );
  });
});
