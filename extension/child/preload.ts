// Loaded by `node --import` before the person's program: makes TensorFlow.js ready, starts watching, and leaves the program
// an ordinary process. In processes and threads that the program starts with the same options it does nothing.
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { protocolVersion } from '../protocol/protocolVersion';
import { hideLaunch, hideOptions, takeLaunchSpec } from './process/launchSpec';

hideOptions();
const spec = takeLaunchSpec();
if (spec) {
  const { BackgroundThread } = await import('./process/backgroundThread');
  const { makeOutputBlocking } = await import('./process/blockingOutput');
  const { ProcessEnd } = await import('./process/processEnd');
  const { RunnerSink } = await import('./process/runnerSink');
  const { rememberErrorListeners } = await import('./process/errorListeners');
  const { RandomSources } = await import('./random/randomSources');

  let sink: InstanceType<typeof RunnerSink> | null = null;
  let isNative = false;
  const thread = new BackgroundThread(spec, () => {
    // Training stops at its next step. Before the first one there is nothing to wait for.
    if (!sink || sink.lastStep === 0) end.exit('stopped');
  });
  const end = new ProcessEnd(thread, () => ({
    folder: spec.folder,
    bundle: spec.bundle,
    program: spec.program,
    ownFolder: path.dirname(fileURLToPath(import.meta.url)),
    isNative,
    models: sink?.modelNames ?? [],
  }));
  end.listen();
  thread.post({ type: 'hello', protocolVersion, pid: process.pid, node: process.versions.node });

  const stage = (text: string): void => thread.post({ type: 'stage', stage: text });
  const random = new RandomSources(spec.seed, spec.isSeedGiven);
  random.install();
  hideLaunch(spec);
  makeOutputBlocking();
  try {
    const { loadTensorFlow } = await import('./backend/loadTensorFlow');
    const restore = rememberErrorListeners();
    const tensorflow = await loadTensorFlow(spec, stage, notice => thread.post({ type: 'notice', notice }));
    restore();
    await random.installInTensorFlow(tensorflow.tf);
    isNative = tensorflow.backend.name === 'native';
    thread.post({ type: 'backend', backend: tensorflow.backend });
    // after TensorFlow.js: only the program's own files get source maps
    process.setSourceMapsEnabled(true);
    // between an error in a callback and the person's own lines lie more frames of TensorFlow.js than Node keeps
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 50);
    if (spec.epochs !== null) {
      const { overrideEpochs } = await import('./process/overrideEpochs');
      overrideEpochs(tensorflow, spec.epochs);
    }
    if (spec.watch) {
      const { watchProgram } = await import('./watch/watchProgram');
      sink = new RunnerSink(thread, status => end.exit(status));
      end.watches(sink, watchProgram(tensorflow, sink, spec, random));
    }
  } catch (error) {
    end.fail(error);
  }
  stage('running the program');
  thread.post({ type: 'status', status: 'running' });
}
