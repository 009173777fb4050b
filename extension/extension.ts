import type * as vscode from 'vscode';
import { registerLanguage } from '../language/providers/registerLanguage';
import { ReaderClient } from './engine/reader/readerClient';
import { ReaderProcess } from './engine/reader/readerProcess';
import { composeHost, type Host } from './host/composeHost';
import type { TestApi } from './host/testApi';

let host: Host | null = null;

/** Builds the parts, wires them, and returns what tests look through. The engine is loaded when something is run. */
export function activate(context: vscode.ExtensionContext): TestApi {
  const startedMs = performance.now();
  host = composeHost(context, {
    loadEngine: async () => ({ ...(await import('./engine/startRun')), ...(await import('./engine/nativeFolder')) }),
    loadNative: async () => ({
      ...(await import('./engine/nativeFolder')),
      ...(await import('./engine/native/installNative')),
      ...(await import('./engine/native/removeNative')),
      ...(await import('./engine/launch/chooseRuntime')),
    }),
    loadResume: () => import('./engine/resumeRequest'),
    loadReader: () => new ReaderClient(ReaderProcess),
    registerLanguage: (knowledge, log, checkpoints) =>
      registerLanguage(context, { knowledge, ...checkpoints, onFailure: error => log.error(error) }),
  });
  // a getter would be lost by spreading
  return Object.defineProperty(host.api, 'activationMs', { value: performance.now() - startedMs }) as TestApi;
}

/** A run ends with its window. */
export async function deactivate(): Promise<void> {
  await host?.runs.end();
  host = null;
}
