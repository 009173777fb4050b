import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { childEnvironment } from '../launch/childEnvironment';
import { stepError } from './installErrors';
import type { Tool } from './nativeTools';
import { folderBytes, type ProgressMeter } from './progressMeter';
import { runCommand } from './runCommand';
import { nativeRecipe } from './nativeRecipe';
import type { StagingFolder } from './stagingFolder';

const stepTimeoutMs = 15 * 60_000;
const downloadTimeoutMs = 4 * 3_600_000;
/** A download of which nothing came for so long is ended. */
const stalledAfterMs = 90_000;

/** One attempt at an installation: runs its steps, with their own temporary folder, and tells how far they are. */
export class Attempt {
  constructor(
    readonly staging: StagingFolder,
    readonly meter: ProgressMeter,
    private readonly given: NodeJS.ProcessEnv,
    readonly signal: AbortSignal | undefined,
  ) {}

  /** Where the tools put what is temporary: it goes with the attempt, however it ends. */
  get temporary(): string {
    const folder = path.join(this.staging.work, 'tmp');
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The JavaScript part, by the lock's checksums, without any package's install script. */
  async fetchPackages([npm, ...first]: Tool): Promise<void> {
    const { staging } = this;
    if (fs.existsSync(staging.tree)) return;
    this.meter.begin('packages', `Fetching tfjs-node ${nativeRecipe.tfjsVersion}`);
    const folder = path.join(staging.work, 'tree');
    fs.mkdirSync(folder);
    const { lock } = nativeRecipe;
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...lock.packages[''], private: true }));
    fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
    await this.run(
      npm,
      [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', ...quickNpm],
      { folder, timeoutMs: stepTimeoutMs },
      true,
    );
    fs.renameSync(folder, staging.tree);
  }

  /** A step that fetches nothing. */
  step(command: string, args: readonly string[]): Promise<void> {
    return this.run(command, args, { folder: this.staging.work, timeoutMs: stepTimeoutMs }, false);
  }

  /** A step that fetches: `places` are watched, and it is ended where nothing comes into them any more. */
  async download(
    command: string,
    args: readonly string[],
    places: readonly string[],
    folder = this.staging.work,
  ): Promise<void> {
    let seenBytes = -1;
    let changedMs = Date.now();
    const isStalled = async (): Promise<boolean> => {
      const sizes = await Promise.all(places.map(folderBytes));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      if (bytes !== seenBytes) changedMs = Date.now();
      seenBytes = bytes;
      this.meter.bytes(bytes);
      return Date.now() - changedMs > stalledAfterMs;
    };
    await this.run(command, args, { folder, timeoutMs: downloadTimeoutMs, isStalled }, true);
  }

  private async run(
    command: string,
    args: readonly string[],
    options: { folder: string; timeoutMs: number; isStalled?: () => Promise<boolean> },
    isDownload: boolean,
  ): Promise<void> {
    const { temporary, signal } = this;
    const environment = childEnvironment(
      this.given,
      {
        ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
        // what a person's settings of pip forbid for an installation is no matter for a download
        ...{ PIP_REQUIRE_VIRTUALENV: '0', PIP_CONSTRAINT: '', PIP_NO_INPUT: '1' },
        // a broken connection goes on where it was; pip before 25.1 ignores it
        PIP_RESUME_RETRIES: '5',
      },
      false,
    );
    const tick = (): Promise<boolean> => {
      this.meter.tick();
      return Promise.resolve(false);
    };
    const result = await runCommand(command, args, { isStalled: tick, ...options, environment, signal });
    if (signal?.aborted) throw new LayerglassError('cancelled', 'Cancelled.');
    if (result.code !== 0) throw stepError(this.meter.stageName, result, { folder: this.staging.path, isDownload });
  }
}

/** An offline machine is told so within seconds, not minutes. */
export const quickNpm = ['--fetch-retries=1', '--fetch-retry-mintimeout=2000', '--fetch-timeout=60000'];
