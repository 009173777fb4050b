import { initializersExperiment } from '../../protocol/initializers';
import type { HostServices } from './hostServices';
import { programOf } from './trainCommands';

/** Compare Initializers: an inspection that also tries each candidate on the batch; the panel shows them side by side. */
export async function compareInitializers(services: HostServices, target: unknown): Promise<void> {
  const program = await programOf(services, target);
  if (program === null) return;
  await services.start(program, 'inspect', null, initializersExperiment);
  services.panels.of(program)?.show('experiments');
}
