import { inEditor } from '../driver/editorScenario';

describe('source', () => {
  // in the newest every other scenario waits for one
  it(
    'has a lens above every layer call (oldest VS Code)',
    inEditor({ host: 'oldest', file: 'digits/train.ts:21:13' }, async ({ workbench }) => {
      await workbench.lens('Inspect layer').nth(6).waitFor();
    }),
  );
});
