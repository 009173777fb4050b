import { LayerglassError } from '../../../protocol/errors';

/** A function that throws LayerglassError `needs-native`: what it stands for exists only in native TensorFlow. */
export function unavailable(what: string, instead = ''): () => never {
  return () => {
    throw new LayerglassError('needs-native', `${what} needs native TensorFlow, which does not run here.`, {
      remedy: `${instead}Run “Layerglass: Install Native TensorFlow”, or layerglass backend install.`,
    });
  };
}
