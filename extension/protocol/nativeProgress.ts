import { formatDuration } from './timeLeft';

/** How far an installation of native TensorFlow is. */
export interface NativeProgress {
  /** What is being done, as a person reads it. */
  stage: string;
  /** Of the download under way; 0 in a step that fetches nothing measurable. */
  doneBytes: number;
  /** null where its size is not known. */
  totalBytes: number | null;
  /** Until the whole is done; null where it is too early to say. */
  secondsLeft: number | null;
  /** Of the whole, 0..1; it never falls. */
  share: number;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** `Fetching TensorFlow 2.15.1 · 87 of 207 MB · 41 s left`. */
export function nativeProgressText({ stage, doneBytes, totalBytes, secondsLeft }: NativeProgress): string {
  const bytes =
    totalBytes !== null
      ? `${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`
      : doneBytes > 0
        ? `${megabytes(doneBytes)} MB`
        : '';
  return [stage, bytes, secondsLeft === null ? '' : `${formatDuration(secondsLeft)} left`].filter(Boolean).join(' · ');
}
