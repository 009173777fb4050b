/** True for the name of what Keras 3 writes where it cuts weights into files: `save_weights(…, max_shard_size=…)`. */
export const isKerasShards = (place: string): boolean => place.endsWith('.weights.json');
