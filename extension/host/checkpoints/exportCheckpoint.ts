import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Reader } from '../../engine/reader/reader';
import { formatBytes } from '../../core/stats/formatFigure';
import { LayerglassError } from '../../protocol/errors';
import type { ReaderParams } from '../../protocol/reader';
import { nameOfCheckpoint, type FoundCheckpoint } from './findCheckpoint';

type ExportFormat = ReaderParams<'export'>['format'];

const formats: (vscode.QuickPickItem & { format: ExportFormat; extension: string })[] = [
  {
    format: 'tfjs',
    extension: '',
    label: 'TensorFlow.js folder',
    detail: 'model.json and weights, loaded by tf.loadLayersModel',
  },
  { format: 'npz', extension: 'npz', label: 'NumPy .npz', detail: 'every tensor as an array, read by numpy.load' },
  {
    format: 'safetensors',
    extension: 'safetensors',
    label: '.safetensors',
    detail: 'every tensor, read by safetensors',
  },
];

/** Export…: asks for a format and a place, writes there, and offers to show it. Throws LayerglassError of the reader. */
export async function exportCheckpoint(reader: Reader, checkpoint: FoundCheckpoint): Promise<void> {
  const { record, runId, place, program } = checkpoint;
  const name = nameOfCheckpoint(runId, record);
  const picked = await vscode.window.showQuickPick(formats, { title: `Export ${name}` });
  if (!picked) return;
  const { format, extension } = picked;
  const fileName = `run-${runId}-step-${record.step}${extension && `.${extension}`}`;
  const chosen = await vscode.window.showSaveDialog({
    title: `Export ${name}`,
    saveLabel: 'Export',
    defaultUri: vscode.Uri.file(path.join(path.dirname(program), fileName)),
    ...(extension && { filters: { [picked.label]: [extension] } }),
  });
  if (!chosen) return;
  const target = chosen.fsPath;
  const isDone = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Exporting ${name}`, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      let reported = 0;
      const onProgress = (done: number, total: number): void => {
        const percent = total > 0 ? (100 * done) / total : 0;
        progress.report({ increment: percent - reported, message: `${formatBytes(done)} of ${formatBytes(total)}` });
        reported = percent;
      };
      const write = (file: string): Promise<unknown> =>
        reader.request('export', { path: place, format, target: file }, { signal: abort.signal, onProgress });
      try {
        await replacing(target, write);
        return true;
      } catch (error) {
        if (error instanceof LayerglassError && error.code === 'cancelled') return false;
        throw error;
      }
    },
  );
  if (!isDone) return;
  const reveal = 'Reveal';
  void vscode.window.showInformationMessage(`${name} is exported.`, reveal).then(choice => {
    if (choice === reveal) void vscode.commands.executeCommand('revealFileInOS', chosen);
  });
}

/** The dialog has asked whether a file may be replaced: it stays until the new one is whole. A folder is never replaced. */
async function replacing(target: string, write: (file: string) => Promise<unknown>): Promise<void> {
  if (!fs.statSync(target, { throwIfNoEntry: false })?.isFile()) return void (await write(target));
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.new`);
  try {
    await write(beside);
    fs.renameSync(beside, target);
  } finally {
    fs.rmSync(beside, { force: true });
  }
}
