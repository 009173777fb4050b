/** A part of the page that draws itself from the store. */
export interface Part {
  readonly element: HTMLElement;
  /** What its picture depends on: it is drawn again only when one of these is another one. */
  inputs(): readonly unknown[];
  draw(): void;
}

/** At most 8 times a second for what comes from the run. */
export const minIntervalMs = 125;
/** So far out of view it is drawn already. */
const marginPx = 160;

interface Entry {
  part: Part;
  drawnFrom: readonly unknown[] | null;
  /** null until the page has been laid out once. */
  isInView: boolean | null;
}

/**
 * Decides when parts are drawn: what the person does in the next frame, what comes from the run at most every 125 ms;
 * nothing while the page is hidden; only what is in view, the rest when it comes into view.
 */
export class DrawScheduler {
  private readonly entries = new Map<HTMLElement, Entry>();
  private generation = 0;
  private lastDrawMs = -Infinity;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isFrameAsked = false;
  private isOwed = false;

  private readonly views = new IntersectionObserver(
    changes => {
      let isAnyNew = false;
      for (const { target, isIntersecting } of changes) {
        const entry = this.entries.get(target as HTMLElement);
        if (!entry) continue;
        isAnyNew ||= isIntersecting && entry.isInView === false;
        entry.isInView = isIntersecting;
      }
      if (isAnyNew) this.soon();
    },
    // The margin around the page ends where a view's own scrolled area cuts off: that has one of its own.
    { rootMargin: `${marginPx}px`, scrollMargin: `${marginPx}px` },
  );
  private readonly sizes = new ResizeObserver(changes => {
    for (const { target } of changes) {
      const entry = this.entries.get(target as HTMLElement);
      if (entry) entry.drawnFrom = null;
    }
    this.soon();
  });

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.isOwed) this.soon();
    });
  }

  add(part: Part): void {
    this.entries.set(part.element, { part, drawnFrom: null, isInView: null });
    this.views.observe(part.element);
    this.sizes.observe(part.element);
  }

  /** All pictures are out of date: the theme has changed. */
  redrawAll(): void {
    this.generation++;
    this.soon();
  }

  /** In the next frame. */
  soon(): void {
    if (document.hidden) {
      this.isOwed = true;
      return;
    }
    if (this.isFrameAsked) return;
    this.isFrameAsked = true;
    requestAnimationFrame(() => {
      this.isFrameAsked = false;
      this.drawParts();
    });
  }

  /** In its time: something has come from the run. */
  later(): void {
    if (document.hidden) {
      this.isOwed = true;
      return;
    }
    if (this.timer !== null || this.isFrameAsked) return;
    const waitMs = this.lastDrawMs + minIntervalMs - performance.now();
    if (waitMs <= 0) return this.soon();
    this.timer = setTimeout(() => {
      this.timer = null;
      this.soon();
    }, waitMs);
  }

  private drawParts(): void {
    if (document.hidden) {
      this.isOwed = true;
      return;
    }
    this.isOwed = false;
    this.lastDrawMs = performance.now();
    for (const entry of this.entries.values()) {
      const { element } = entry.part;
      if (!element.isConnected || element.parentElement?.closest('[hidden]')) continue;
      // A part that has hidden itself is asked again: it alone knows when there is something to show.
      if (!element.hidden && !isInView(entry)) continue;
      const inputs = [this.generation, ...entry.part.inputs()];
      if (entry.drawnFrom && isSame(entry.drawnFrom, inputs)) continue;
      entry.drawnFrom = inputs;
      entry.part.draw();
    }
  }
}

/** Where it lies now counts too: what stands above it may have been empty when the observer reported. */
function isInView(entry: Entry): boolean {
  if (entry.isInView === false) return false;
  const { top, bottom } = entry.part.element.getBoundingClientRect();
  return bottom > -marginPx && top < innerHeight + marginPx;
}
const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
