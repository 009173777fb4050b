import { assertAsNumpy, expectedOf } from './numpyOracle';

const expected = expectedOf('expectedPytorch.json');

describe('PyTorch files', () => {
  for (const file of Object.keys(expected))
    it(`${file} is as PyTorch and NumPy have it`, () => assertAsNumpy(file, expected[file]!));
});
