import * as vscode from 'vscode';
import { fileRequests, type FileEvent, type FileTable } from '../../protocol/filePage';
import { preparePage } from '../panel/preparePage';
import { RequestChannel } from '../panel/requestChannel';
import { fileHandlers, type FilePageEnd, type FileServices } from './fileHandlers';
import type { ModelFile } from './modelFile';

/** What a page asks of the editors together. */
export interface PageOwner {
  /** Asks for a file to compare this one with; null: the person let it be. */
  chooseOther(file: ModelFile): Promise<string | null>;
  open(place: string): Promise<void>;
}

/** One editor of a model file: a page, and what it is compared with. */
export class ModelFilePage implements FilePageEnd, vscode.Disposable {
  private readonly channel: RequestChannel<FileTable, FileEvent>;
  private readonly subscriptions: vscode.Disposable[];
  private isReady = false;
  /** The view that compares is to be shown once the page is there. */
  private showsComparison = false;
  other: string | null = null;

  constructor(
    readonly file: ModelFile,
    readonly panel: vscode.WebviewPanel,
    private readonly owner: PageOwner,
    services: FileServices,
  ) {
    preparePage(panel, services.extensionUri, 'modelFile');
    this.channel = new RequestChannel(
      fileRequests,
      message => void panel.webview.postMessage(message),
      fileHandlers(this, services),
      error => services.log.error(error),
    );
    this.subscriptions = [
      panel.webview.onDidReceiveMessage(message => this.channel.receive(message)),
      file.onEvent(event => this.isReady && this.send(event)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.isReady && file.replay(event => this.send(event))),
    ];
  }

  send(event: FileEvent): void {
    this.channel.send(event);
  }

  /** Sent again whenever the page is made anew: it is forgotten while it is hidden. */
  pageReady(): void {
    this.isReady = true;
    this.file.replay(event => this.send(event));
    if (this.other !== null) this.tellOther();
    if (this.showsComparison) this.send({ type: 'show', view: 'compare' });
    this.showsComparison = false;
  }

  async compareWith(): Promise<void> {
    const chosen = await this.owner.chooseOther(this.file);
    if (chosen !== null) this.compare(chosen);
  }
  /** Sets another file against this one, and shows the view that compares. */
  compare(other: string): void {
    this.other = other;
    if (!this.isReady) {
      this.showsComparison = true;
      return;
    }
    this.tellOther();
    this.send({ type: 'show', view: 'compare' });
  }
  async openOther(): Promise<void> {
    if (this.other !== null) await this.owner.open(this.other);
  }

  dispose(): void {
    this.channel.dispose();
    for (const one of this.subscriptions) one.dispose();
  }

  private tellOther(): void {
    this.send({ type: 'other', other: { name: vscode.workspace.asRelativePath(this.other!) } });
  }
}
