import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileRunRequest, FileRunResult } from '../../protocol/fileRun';
import type { TensorFlow } from '../tensorflow';
import type { LoadedModel } from './loadedModel';
import type { Tell } from './runFile';

/** TensorFlow.js and the model last fed stay loaded: the next input is answered at once. */
export class FileRuns {
  private tensorflow: TensorFlow | null = null;
  private model: { key: string; loaded: LoadedModel } | null = null;

  async run(request: FileRunRequest, tell: Tell): Promise<FileRunResult> {
    const tensorflow = await this.tensorflowOf(request, tell);
    const model = await this.modelOf(tensorflow, request.place, tell);
    const { runFile } = await import('./runFile');
    return runFile(tensorflow, model, request.input, tell);
  }

  private async tensorflowOf(request: FileRunRequest, tell: Tell): Promise<TensorFlow> {
    if (this.tensorflow) return this.tensorflow;
    const { loadTensorFlow } = await import('../backend/loadTensorFlow');
    const { backend, nativeFolder, tensorflowPath } = request;
    // there is no program whose own TensorFlow.js would be the right one: ours, or the one that was installed or set
    const folder = path.dirname(fileURLToPath(import.meta.url));
    const program = path.join(folder, 'program.js');
    const wanted = { program, folder, backend, nativeFolder, tensorflowPath };
    return (this.tensorflow = await loadTensorFlow(wanted, stage => tell(stage, 0, 0)));
  }

  private async modelOf(tensorflow: TensorFlow, place: string, tell: Tell): Promise<LoadedModel> {
    const key = stampOf(place);
    if (this.model?.key === key) return this.model.loaded;
    this.model = null;
    tensorflow.core.disposeVariables();
    tell('loading the model', 0, 0);
    const { loadModel } = await import('./loadModel');
    const loaded = await loadModel(tensorflow, place);
    this.model = { key, loaded };
    return loaded;
  }
}

/** Changes when the file does, as far as its folder tells: shards beside are written with it. */
function stampOf(place: string): string {
  const stamps = [place, path.dirname(place)].map(one => {
    const stat = fs.statSync(one, { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs} ${stat.size}` : '';
  });
  return [place, ...stamps].join(' ');
}
