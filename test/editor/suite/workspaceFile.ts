import * as path from 'node:path';
import * as vscode from 'vscode';
import { extensionId } from '../../../extension/contributions';
import type { TestApi } from '../../../extension/host/testApi';
import type { RunState } from '../../../extension/protocol/runState';

/** Activates Layerglass and returns its window for tests. */
export async function activate(): Promise<TestApi> {
  return vscode.extensions.getExtension<TestApi>(extensionId)!.activate();
}

/** The file at that path in the open folder. */
export const uriOf = (file: string): vscode.Uri =>
  vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, ...file.split('/'));

/** Opens a file of the workspace in the editor, with this text where one is given. */
export async function openFile(file: string, text?: string): Promise<vscode.TextDocument> {
  if (text !== undefined) await vscode.workspace.fs.writeFile(uriOf(file), new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  return document;
}

/** Resolves to the first value of `read` that is not undefined; it is asked every 50 ms. */
export async function until<T>(what: string, read: () => Promise<T | undefined> | T | undefined, limitMs = 15_000) {
  for (const end = Date.now() + limitMs; Date.now() < end;) {
    const value = await read();
    if (value !== undefined && value !== false) return value as T;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${limitMs / 1000} s`);
}

/** Runs a command on the file and resolves to the run once it has ended. */
export async function runToEnd(api: TestApi, command: string, file: string): Promise<RunState> {
  const name = path.basename(file);
  const ended = new Promise<RunState>(resolve => {
    const subscription = api.onDidEndRun(state => {
      if (path.basename(state.program) !== name) return;
      subscription.dispose();
      resolve(state);
    });
  });
  await vscode.commands.executeCommand(command, uriOf(file));
  return ended;
}

/** Trains in about a second: three epochs of a small dense network. */
export const smallProgram = (epochs = 3): string => `
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const xs = tf.randomNormal([64, 4]);
const ys = xs.sum(1, true);
model.fit(xs, ys, { epochs: ${epochs}, validationSplit: 0.25, verbose: 0 });
`;
