import assert from 'node:assert/strict';
import { checkRunnable, type DocumentFacts } from '../../../../extension/host/programs/runnableDocument';

const program: DocumentFacts = { scheme: 'file', isUntitled: false, languageId: 'typescript', fileName: 'train.ts' };

describe('checkRunnable', () => {
  it('accepts TypeScript and JavaScript files', () => {
    for (const languageId of ['typescript', 'javascript', 'typescriptreact', 'javascriptreact'])
      checkRunnable({ ...program, languageId });
  });
  const refused: [string, DocumentFacts | null][] = [
    ['no-program', null],
    ['untitled', { ...program, isUntitled: true, scheme: 'untitled' }],
    ['not-a-file', { ...program, scheme: 'git' }],
    ['not-a-file', { ...program, scheme: 'vscode-vfs' }],
    ['wrong-language', { ...program, languageId: 'python' }],
  ];
  for (const [code, document] of refused)
    it(`refuses ${document?.scheme ?? 'nothing'} ${document?.languageId ?? ''} and says what to do`, () => {
      assert.throws(
        () => checkRunnable(document),
        (error: { code: string; remedy: string }) => error.code === code && error.remedy.length > 10,
      );
    });
});
