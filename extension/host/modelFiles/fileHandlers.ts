import * as path from 'node:path';
import * as vscode from 'vscode';
import { internalCommands } from '../../contributions';
import { containment } from '../../core/runs/containedPath';
import type { Reader } from '../../engine/reader/reader';
import { LayerglassError } from '../../protocol/errors';
import type { FileEvent, FileTable } from '../../protocol/filePage';
import type { Log } from '../log';
import type { Handlers } from '../panel/requestChannel';
import { folderOf } from './fileFingerprint';
import type { ModelFile } from './modelFile';
import { runFileHandlers } from './runFileHandlers';

export type FileHandlers = Handlers<FileTable>;

/** What a page of a model file uses of the host. */
export interface FileServices {
  extensionUri: vscode.Uri;
  reader: Pick<Reader, 'request'>;
  log: Log;
}
/** What requests ask of the page itself. */
export interface FilePageEnd {
  readonly file: ModelFile;
  /** Absolute; null where it is compared with none. */
  readonly other: string | null;
  send(event: FileEvent): void;
  pageReady(): void;
  compareWith(): Promise<void>;
  openOther(): Promise<void>;
}

/** What the editor of a model file does for its page, request by request. */
export function fileHandlers(page: FilePageEnd, services: FileServices): FileHandlers {
  const { file } = page;
  const { reader } = services;
  const otherPath = (): string => {
    if (page.other !== null) return page.other;
    throw new LayerglassError('no-other', 'There is no file to compare with.', {
      remedy: 'Compare with… asks for one.',
    });
  };
  return {
    ...runFileHandlers({ path: file.path, send: event => page.send(event), services }),
    ready: () => page.pageReady(),
    stopReading: () => file.stopReading(),
    readAgain: () => file.readAgain(),
    showStorages: () => file.showStorages(),
    values: query => reader.request('values', { ...file.place, ...query }),
    pictures: query => reader.request('pictures', { ...file.place, ...query }),
    graphs: (_, work) => reader.request('graphs', { path: file.path }, work),
    compareWith: () => page.compareWith(),
    comparison: ({ isSwapped }, work) => {
      const [a, b] = isSwapped ? [otherPath(), file.path] : [file.path, otherPath()];
      return reader.request('compare', { a, b }, work);
    },
    otherSummaries: ({ names }, work) => reader.request('summaries', { path: otherPath(), names }, work),
    openOther: () => page.openOther(),
    copy: async ({ text }) => void (await vscode.env.clipboard.writeText(text)),
    reveal: async ({ path: inner }) => {
      const folder = folderOf(file.path);
      const target = path.resolve(folder, inner);
      if (!containment([folder])(target))
        throw new LayerglassError('outside', 'This file is not in the folder of the model.');
      await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(target));
    },
    openRule: async ({ rule }) => void (await vscode.commands.executeCommand(internalCommands.openRule, rule)),
    showLog: () => services.log.show(),
    trust: async () => void (await vscode.commands.executeCommand('workbench.trust.manage')),
  };
}
