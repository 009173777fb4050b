import type { Disposable } from 'vscode';

/** Collects what has to be disposed; what arrives after the end is disposed at once. */
export class Disposables implements Disposable {
  private readonly items = new Set<Disposable>();
  private isDisposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.isDisposed) item.dispose();
    else this.items.add(item);
    return item;
  }

  dispose(): void {
    this.isDisposed = true;
    for (const item of this.items) item.dispose();
    this.items.clear();
  }
}
