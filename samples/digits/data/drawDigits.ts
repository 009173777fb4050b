// Draws digits the way a hand does: strokes, tilted, stretched, shifted, thick or thin, on noisy paper.

const SIZE = 28;

/** Points in a box of 1 by 1, y downwards. */
type Stroke = [x: number, y: number][];

/** An arc of an ellipse from one angle to another, in turns from the right, clockwise. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): Stroke {
  return Array.from({ length: 15 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / 14);
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}

const strokes: Stroke[][] = [
  [arc(0.5, 0.5, 0.32, 0.46, 0, 1)],
  [
    [
      [0.32, 0.22],
      [0.55, 0.04],
      [0.55, 0.96],
    ],
  ],
  [[...arc(0.5, 0.29, 0.3, 0.25, -0.5, 0.1), [0.2, 0.95], [0.82, 0.95]]],
  [arc(0.46, 0.28, 0.28, 0.23, -0.42, 0.25), arc(0.46, 0.72, 0.32, 0.23, -0.25, 0.42)],
  [
    [
      [0.62, 0.04],
      [0.16, 0.64],
      [0.86, 0.64],
    ],
    [
      [0.64, 0.36],
      [0.64, 0.97],
    ],
  ],
  [
    [
      [0.8, 0.05],
      [0.28, 0.05],
      [0.24, 0.46],
    ],
    arc(0.47, 0.67, 0.31, 0.27, -0.38, 0.42),
  ],
  [[[0.68, 0.04], ...arc(0.5, 0.69, 0.29, 0.26, -0.52, 0.5)]],
  [
    [
      [0.17, 0.05],
      [0.83, 0.05],
      [0.42, 0.96],
    ],
  ],
  [arc(0.5, 0.27, 0.25, 0.22, 0, 1), arc(0.5, 0.73, 0.31, 0.24, 0, 1)],
  [arc(0.5, 0.31, 0.28, 0.26, 0, 1), [...arc(0.5, 0.31, 0.28, 0.26, -0.02, 0.02), [0.66, 0.96]]],
];

/** Returns the distance from (x, y) to the line between a and b. */
function distanceToLine(x: number, y: number, a: [number, number], b: [number, number]): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
}

/** Returns 28 · 28 grey values, 0 to 255, row by row; `random` gives numbers in [0, 1). */
export function drawDigit(digit: number, random: () => number): Uint8Array {
  const between = (low: number, high: number) => low + (high - low) * random();
  const [turn, shear] = [between(-0.25, 0.25), between(-0.25, 0.25)];
  const [width, height] = [between(13, 19), between(17, 22)];
  const [left, top] = [between(-2.5, 2.5), between(-2, 2)];
  const thickness = between(0.9, 1.9);

  const place = ([x, y]: [number, number]): [number, number] => {
    const u = (x - 0.5) * width + shear * (y - 0.5) * height + between(-0.35, 0.35);
    const v = (y - 0.5) * height + between(-0.35, 0.35);
    return [
      SIZE / 2 + left + u * Math.cos(turn) - v * Math.sin(turn),
      SIZE / 2 + top + u * Math.sin(turn) + v * Math.cos(turn),
    ];
  };
  const drawn = strokes[digit]!.map(stroke => stroke.map(place));

  const pixels = new Uint8Array(SIZE * SIZE);
  for (let row = 0; row < SIZE; row++)
    for (let column = 0; column < SIZE; column++) {
      let nearest = Infinity;
      for (const stroke of drawn)
        for (let i = 1; i < stroke.length; i++)
          nearest = Math.min(nearest, distanceToLine(column + 0.5, row + 0.5, stroke[i - 1]!, stroke[i]!));
      // One pixel of grey at the edge of a stroke, then paper.
      const ink = Math.min(1, Math.max(0, thickness + 0.5 - nearest));
      pixels[row * SIZE + column] = Math.round(Math.min(255, 235 * ink + 20 * random()));
    }
  return pixels;
}
