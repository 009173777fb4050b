const channels = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];

/** VGG-16's weights in TensorFlow's order of axes: 138,357,544 values. */
export const vggShapes: [string, number[]][] = [
  ...channels.slice(0, -1).flatMap((inputs, i): [string, number[]][] => [
    [`conv${i}/kernel`, [3, 3, inputs, channels[i + 1]!]],
    [`conv${i}/bias`, [channels[i + 1]!]],
  ]),
  ['fc1/kernel', [25088, 4096]],
  ['fc1/bias', [4096]],
  ['fc2/kernel', [4096, 4096]],
  ['fc2/bias', [4096]],
  ['predictions/kernel', [4096, 1000]],
  ['predictions/bias', [1000]],
];
