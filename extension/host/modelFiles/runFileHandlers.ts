import * as path from 'node:path';
import * as vscode from 'vscode';
import { FileRunner } from '../../engine/fileRun/fileRunner';
import { findNativeFolder } from '../../engine/nativeFolder';
import { LayerglassError } from '../../protocol/errors';
import type { FileEvent, FileParams } from '../../protocol/filePage';
import { setting } from '../settings';
import { requireTrust } from '../trust';
import { workspaceFolderOf } from '../workspaceRoots';
import type { FileHandlers, FileServices } from './fileHandlers';

/** What running a model file uses of its page. */
export interface RunFilePage {
  /** Absolute. */
  path: string;
  send(event: FileEvent): void;
  services: FileServices;
}

/** Feeds the model of a file, where its page asks for it: in a trusted workspace only, with what the person chose. */
export function runFileHandlers(page: RunFilePage): Pick<FileHandlers, 'chooseInput' | 'run' | 'cancelRun'> {
  const runner = new FileRunner();
  const chosen = new Set<string>();
  let current: AbortController | null = null;

  /** A page asks for what it was given, or for what lies in the workspace: it may have been chosen before a reload. */
  const requireChosen = ({ input }: FileParams<'run'>): void => {
    if (input.kind === 'noise' || chosen.has(input.path) || workspaceFolderOf(input.path) !== null) return;
    throw new LayerglassError('not-chosen', `${path.basename(input.path)} was chosen in another session.`, {
      remedy: 'Choose it again.',
    });
  };
  return {
    async chooseInput({ kind }) {
      const isFolder = kind === 'folder';
      const [uri] =
        (await vscode.window.showOpenDialog({
          title: titles[kind],
          openLabel: isFolder ? 'Choose Folder' : 'Choose',
          canSelectFiles: !isFolder,
          canSelectFolders: isFolder,
          defaultUri: vscode.Uri.file(path.dirname(page.path)),
          ...(!isFolder && { filters: kind === 'npy' ? { 'NumPy arrays': ['npy'] } : { Images: [...images] } }),
        })) ?? [];
      if (!uri) return null;
      chosen.add(uri.fsPath);
      return uri.fsPath;
    },
    async run({ input }, { signal }) {
      requireTrust();
      requireChosen({ input });
      current?.abort();
      const own = (current = new AbortController());
      const scope = vscode.Uri.file(page.path);
      const request = {
        place: page.path,
        input,
        backend: setting('backend', scope),
        nodePath: setting('nodePath', scope) || null,
        tensorflowPath: setting('tensorflowPath', scope) || null,
        nativeFolder: findNativeFolder(),
      };
      return runner.run(request, {
        signal: AbortSignal.any([signal, own.signal]),
        onProgress: (stage, done, total) => page.send({ type: 'runProgress', stage, done, total }),
      });
    },
    cancelRun: () => current?.abort(),
  };
}

const images = ['png', 'jpg', 'jpeg', 'bmp'] as const;
const titles = {
  image: 'Choose an Image to Feed the Model',
  npy: 'Choose a NumPy Array to Feed the Model',
  folder: 'Choose a Folder of Images to Feed the Model',
};
