import assert from 'node:assert/strict';
import { changesText, resumeConsent } from '../../../extension/cli/resumeConsent';
import type { ResumePlan } from '../../../extension/engine/resumeRequest';
import type { SourceChange, SourceChanges } from '../../../extension/engine/sourceChanges';
import { LayerglassError } from '../../../extension/protocol/errors';

const changed = (file: string, kind: SourceChange['kind'], added: number, removed: number): SourceChange => ({
  ...{ file, kind, before: '', after: '' },
  linesAdded: added,
  linesRemoved: removed,
});
const changes = (...files: SourceChange[]): SourceChanges => ({ isChanged: true, files, isUnknown: false });
const none: SourceChanges = { isChanged: false, files: [], isUnknown: false };

describe('resumeConsent', () => {
  it('names what changed', () => {
    assert.equal(
      changesText(
        changes(
          changed('a.ts', 'changed', 3, 1),
          changed('b.ts', 'added', 1, 0),
          changed('c.ts', 'removed', 0, 9),
          changed('d.ts', 'changed', 0, 0),
        ),
      ),
      'a.ts (+3 −1 lines), b.ts (new, 1 line), c.ts (no longer part of it), d.ts (lines moved)',
    );
    const many = Array.from({ length: 13 }, (_, i) => changed(`${i}.ts`, 'removed', 0, 1));
    assert.match(changesText(changes(...many)), /, and 3 more files$/);
    assert.match(changesText({ ...changes(), isUnknown: true }), /does not say in which file/);
    assert.match(changesText(changes()), /package or a data file/);
  });

  // as under a build server: nobody can be asked
  const consent = (plan: Pick<ResumePlan, 'isRecordedHere' | 'changes'>, options = {}): Promise<string> =>
    resumeConsent(
      { ...plan, manifest: { id: 14 }, request: { program: '/p/train.ts', arguments: ['-x\n'] } } as ResumePlan,
      { step: null, trust: false, changed: false, isBackendGiven: false, json: true, ...options },
    );
  const codeOf = (promise: Promise<string>): Promise<string> => promise.catch(error => (error as LayerglassError).code);

  it('has to be given for a run of elsewhere, and for a program that changed', async () => {
    assert.equal(await consent({ isRecordedHere: true, changes: none }), 'yes');
    assert.equal(await codeOf(consent({ isRecordedHere: false, changes: none })), 'not-recorded-here');
    assert.equal(await codeOf(consent({ isRecordedHere: false, changes: none }, { trust: true })), 'yes');
    const edited = { isRecordedHere: true, changes: changes(changed('a.ts', 'changed', 1, 1)) };
    assert.equal(await codeOf(consent(edited)), 'source-changed');
    assert.equal(await codeOf(consent(edited, { trust: true })), 'source-changed', 'each is a question of its own');
    assert.equal(await codeOf(consent(edited, { changed: true })), 'yes');
  });

  it('shows the arguments without obeying them', async () => {
    await assert.rejects(
      consent({ isRecordedHere: false, changes: none }),
      (error: LayerglassError) => error.message.includes('train.ts, with the arguments "-x\\n"') && error.remedy !== '',
    );
  });
});
