import * as vscode from 'vscode';
import type { NativeInstallation, NativeInstallOptions } from '../../engine/native/installNative';
import { plainText } from '../../core/text/plainText';
import { LayerglassError } from '../../protocol/errors';
import { nativeProgressText } from '../../protocol/nativeProgress';
import { commands } from '../../contributions';
import type { Log } from '../log';
import { setting } from '../settings';
import { requireTrust } from '../trust';
import { withProxy } from './withProxy';

/** The engine's part, loaded when it is asked for. */
export type LoadNative = () => Promise<{
  nativeFolder(): string;
  findNativeFolder(): string | null;
  installNative(folder: string, options: NativeInstallOptions): Promise<NativeInstallation>;
  removeNative(folder: string): Promise<boolean>;
  /** What was found out about runtimes before does not hold any more. */
  forgetRuntimes(): void;
}>;

const tryAgain = 'Try Again';
const openLog = 'Show Log';
/** Another attempt would end the same way. */
const lasting = ['native-unsupported', 'native-processor', 'native-platform', 'native-foreign'];
const maxMessage = 1000;

/** Installs and removes native TensorFlow, with progress and cancel. The next run uses what is there then. */
export class NativeInstaller implements vscode.Disposable {
  private underWay: Promise<NativeInstallation | null> | null = null;
  private readonly ended = new AbortController();

  constructor(
    private readonly loadNative: LoadNative,
    private readonly log: Log,
  ) {}

  /** The window closes: what is under way ends, and nothing is installed by half. */
  dispose(): void {
    this.ended.abort();
  }

  async isInstalled(): Promise<boolean> {
    return (await this.loadNative()).findNativeFolder() !== null;
  }

  /** Throws LayerglassError where another attempt cannot help; offers one where it can. */
  async install(): Promise<void> {
    requireTrust();
    if (this.underWay) return;
    try {
      const installed = await (this.underWay = this.attempt());
      if (installed) this.tellInstalled(installed);
    } catch (error) {
      if (!(error instanceof LayerglassError) || lasting.includes(error.code)) throw error;
      if (error.code === 'cancelled') this.log.info(error.message);
      // not awaited: the command is over, whether the message is closed or not
      else void this.offerAgain(error);
    } finally {
      this.underWay = null;
    }
  }

  async remove(): Promise<void> {
    const { nativeFolder, removeNative, forgetRuntimes } = await this.loadNative();
    const folder = nativeFolder();
    const isRemoved = await removeNative(folder);
    forgetRuntimes();
    const text = isRemoved
      ? 'Native TensorFlow was removed: the next run falls back to WebAssembly, unless the program has its own.'
      : 'Layerglass has not installed native TensorFlow.';
    this.log.info(`${text} (${folder})`);
    void vscode.window.showInformationMessage(text);
  }

  private async attempt(): Promise<NativeInstallation | null> {
    const { nativeFolder, installNative, forgetRuntimes } = await this.loadNative();
    const folder = nativeFolder();
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: 'Installing native TensorFlow',
      },
      async (progress, token) => {
        const cancel = new AbortController();
        const stop = (): void => cancel.abort();
        token.onCancellationRequested(stop);
        this.ended.signal.addEventListener('abort', stop);
        let reported = 0;
        let stage = '';
        try {
          return await installNative(folder, {
            signal: cancel.signal,
            environment: withProxy(process.env, vscode.workspace.getConfiguration('http').get('proxy')),
            onProgress: state => {
              if (state.stage !== stage) this.log.info(`native TensorFlow: ${(stage = state.stage)}`);
              const message = plainText(nativeProgressText(state));
              progress.report({ message, increment: (state.share - reported) * 100 });
              reported = state.share;
            },
          });
        } finally {
          forgetRuntimes();
          this.ended.signal.removeEventListener('abort', stop);
        }
      },
    );
  }

  private tellInstalled({ folder, tensorflowVersion, way }: NativeInstallation): void {
    const backend = setting('backend', undefined);
    const isUsed = backend === 'auto' || backend === 'native';
    const use = isUsed ? 'the next run uses it' : `set layerglass.backend to auto to use it (it is ${backend})`;
    const text = `Native TensorFlow ${tensorflowVersion} ${way === 'present' ? 'is there already' : 'is installed'}: ${use}.`;
    this.log.info(`${text} (${folder})`);
    void vscode.window.showInformationMessage(plainText(text, maxMessage));
  }

  private async offerAgain(error: LayerglassError): Promise<void> {
    this.log.error(error);
    const text = plainText([error.message, error.remedy].filter(Boolean).join(' '), maxMessage);
    const choice = await vscode.window.showWarningMessage(text, tryAgain, openLog);
    if (choice === openLog) this.log.show();
    // by the command, so that what goes wrong in it is told too
    if (choice === tryAgain) await vscode.commands.executeCommand(commands.installNative);
  }
}
