import type * as vscode from 'vscode';
import type { BackendInfo } from '../../protocol/run';

const offeredKey = 'layerglass.nativeOffered';

/** Whether installing native TensorFlow would help: the fallback runs, and nobody asked for it. */
export const wouldHelp = (backend: BackendInfo): boolean => backend.name === 'wasm' && backend.advice !== '';

/** The one offer of native TensorFlow: shown in the status bar of the first window that falls back, never again. */
export class NativeOffer {
  private isOpen = false;
  /** Told when it ends. */
  onDidClose: () => void = () => undefined;

  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** Whether the status bar should carry it now. The first time that it would help, it is remembered as made. */
  isMade(backend: BackendInfo): boolean {
    if (!wouldHelp(backend)) return false;
    if (!this.memory.get<boolean>(offeredKey, false)) {
      this.isOpen = true;
      void this.memory.update(offeredKey, true);
    }
    return this.isOpen;
  }

  /** The person has seen what is offered, whatever the answer. */
  close(): void {
    this.isOpen = false;
    this.onDidClose();
  }
}
