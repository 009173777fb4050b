import type { LayerInfo } from '../../protocol/model';

type Unconnected = Pick<LayerInfo, 'activation' | 'config' | 'multiplyAdds' | 'inbound' | 'calls' | 'depth' | 'parent'>;

/** What there is to say of a layer of which weights are known and nothing of the network that it stands in. */
export const unconnectedLayer = (): Unconnected => ({
  activation: null,
  config: {},
  multiplyAdds: null,
  inbound: [],
  calls: 1,
  depth: 0,
  parent: null,
});
