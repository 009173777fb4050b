/** What Keras 3 puts into a `.keras`. */
export const kerasNames = { config: 'config.json', metadata: 'metadata.json', weights: 'model.weights.h5' } as const;
