/** How far a key moves a slider, in places, infinite to its ends; undefined where the key is not a slider's. */
export const sliderPlaces = ({ key }: KeyboardEvent): number | undefined =>
  ({
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageUp: -10,
    PageDown: 10,
    Home: -Infinity,
    End: Infinity,
  })[key];
