import { inEditor } from '../driver/editorScenario';

describe('source', () => {
  for (const host of ['newest', 'oldest'] as const)
    it(
      `has a lens above every layer call (${host} VS Code)`,
      inEditor({ host, file: 'digits/train.ts:21:13' }, async ({ workbench }) => {
        await workbench.lens('Inspect layer').nth(6).waitFor();
      }),
    );
});
