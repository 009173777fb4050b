import * as vscode from 'vscode';
import { LayerglassError } from '../protocol/errors';

/** Layerglass's own words, in the output channel of its name. What a program writes has channels of its own. */
export class Log implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Layerglass', { log: true });

  info(text: string): void {
    this.channel.info(text);
  }

  warn(text: string): void {
    this.channel.warn(text);
  }

  /** An expected error as a warning of one line, any other one with its stack. */
  error(error: unknown): void {
    if (error instanceof LayerglassError) this.channel.warn([error.message, error.remedy].filter(Boolean).join(' '));
    else this.channel.error(error instanceof Error ? error : String(error));
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
