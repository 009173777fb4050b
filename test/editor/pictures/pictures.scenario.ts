import * as path from 'node:path';
import { inEditor, picturesFolder } from '../driver/editorScenario';
import { waitForRun } from '../driver/runFolders';
import { themes, type ThemeKind } from '../driver/workbench';

const views = ['Training', 'Layers', 'Checkpoints'] as const;

describe('pictures', () => {
  it(
    'of every view in every theme, and narrow',
    inEditor(
      { file: 'digits/train.ts:21:13', viewport: { width: 1760, height: 1100 } },
      async ({ workbench, workspace }) => {
        const { page, panel } = workbench;
        await workbench.lens('Inspect layer').first().waitFor();
        await workbench.run('Layerglass: Train Model');
        await waitForRun(workspace, run => run.endedAt !== null);
        await panel.getByText('Completed').first().waitFor();
        await workbench.run('View: Show Layerglass');
        const take = async (name: string) => {
          for (const view of views) {
            await workbench.showView(view);
            await page.mouse.move(0, 0);
            await workbench.screenshot(path.join(picturesFolder, `${view.toLowerCase()}-${name}.png`));
          }
        };
        for (const kind of Object.keys(themes) as ThemeKind[]) {
          await workbench.theme(kind);
          await take(kind);
        }
        await workbench.theme('vs-dark');
        await workbench.run('View: Close Primary Side Bar');
        await page.setViewportSize({ width: 900, height: 900 });
        await take('narrow');
      },
    ),
  );
});
