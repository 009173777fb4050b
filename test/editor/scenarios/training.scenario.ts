import assert from 'node:assert/strict';
import { readSnapshot } from '../../../extension/core/runs/readSnapshot';
import { readCheckpoints } from '../../../extension/core/runs/readCheckpoints';
import { inEditor } from '../driver/editorScenario';
import { readRows, tableNamed } from '../driver/panelTable';
import { waitForRun } from '../driver/runFolders';
import { shows } from '../driver/shownFigure';

const assertShows = (text: string | undefined, value: number | null, what: string) =>
  assert.ok(text !== undefined && shows(text, value), `${what}: the panel shows ${text}, the run has ${value}`);

describe('Train Model', () => {
  // the oldest trains in its own suite
  for (const host of ['newest'] as const)
    it(
      `from the palette: the panel shows the figures that the run wrote (${host} VS Code)`,
      inEditor(
        { host, file: 'digits/train.ts:21:13', viewport: { width: 1760, height: 1100 } },
        async ({ workbench, workspace }) => {
          await workbench.lens('Inspect layer').first().waitFor();
          await workbench.run('Layerglass: Train Model');
          const { runFolder, manifest } = await waitForRun(workspace, run => run.endedAt !== null);
          assert.equal(manifest.error, null);
          const { panel } = workbench;
          await panel.getByText('Completed').first().waitFor();
          await workbench.statusItem('WebAssembly').waitFor();

          // 1. Training: every epoch with its losses.
          const trained = manifest.epochs.filter(e => e.epoch > 0);
          const epochs = await readRows(tableNamed(panel, 'Epochs'), trained.length);
          for (const { epoch, metrics } of trained) {
            const row = epochs.find(r => Number.parseInt(r['epoch']!) === epoch);
            assert.ok(row, `epoch ${epoch} has no row`);
            assertShows(row['train loss'], metrics.loss!, `epoch ${epoch}, loss`);
            assertShows(row['valid loss'], metrics.val_loss!, `epoch ${epoch}, validation loss`);
            assertShows(row['error'], 1 - metrics.val_acc!, `epoch ${epoch}, error`);
          }
          assert.ok(manifest.epochs.at(-1)!.metrics.val_acc! > 0.95);

          // 2. Layers: what was built, and the last snapshot.
          await workbench.showView('Layers');
          const model = manifest.models[0]!;
          const last = readSnapshot(runFolder, { fit: 0, model: model.name, step: manifest.epochs.at(-1)!.step })!;
          const own = model.layers.filter(l => l.parent === null);
          const layers = await readRows(tableNamed(panel, 'Layers'), own.length);
          for (const layer of own) {
            const row = layers.find(r => r['layer']!.startsWith(layer.name));
            assert.ok(row, `${layer.name} has no row`);
            assertShows(row['params'], layer.parameters, `${layer.name}, parameters`);
            const preActivations = last.layers.find(l => l.name === layer.name)?.preActivations[0];
            if (preActivations && row['std']) assertShows(row['std'], preActivations.std, `${layer.name}, std`);
          }
          assert.ok(
            layers.some(r => /\d/.test(r['std'] ?? '')),
            'no spread is shown',
          );

          // 3. Checkpoints: those that are kept on disk.
          await workbench.showView('Checkpoints');
          const kept = readCheckpoints(runFolder).filter(c => !c.dropped);
          const tree = tableNamed(panel, 'Runs and checkpoints');
          await tree.getByText(`step ${kept.at(-1)!.step}`).waitFor();
          const rows = (await tree.locator('tbody tr').allInnerTexts()).join('\n');
          for (const { step } of kept)
            assert.ok(rows.includes(`step ${step.toLocaleString('en')}`), `step ${step} in ${rows}`);
        },
      ),
    );
});
