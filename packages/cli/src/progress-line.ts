import type { Progress } from "@holdfast/operations";

/** Shows what happens now: one line rewritten at a terminal, a new line on each change of the message elsewhere. */
export interface ProgressLine {
  report(progress: Progress): void;
  clear(): void;
}

const redrawMilliseconds = 100;

export function progressLine(stream: NodeJS.WriteStream, quiet: boolean, now: () => number): ProgressLine {
  let drawnAt = 0;
  let drawn = "";
  let startedAt = now();
  let message = "";
  return {
    report: (progress) => {
      if (quiet) return;
      if (progress.message !== message) {
        message = progress.message;
        startedAt = now();
        if (!stream.isTTY) stream.write(`${message}\n`);
        drawnAt = 0;
      }
      if (!stream.isTTY || now() - drawnAt < redrawMilliseconds) return;
      drawnAt = now();
      drawn = formatProgress(progress, (drawnAt - startedAt) / 1000).slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001B[2K${drawn}`);
    },
    clear: () => {
      if (drawn !== "") stream.write("\r\u001B[2K");
      drawn = "";
    },
  };
}

/** "Backing up guestbook: 120 of 300 items, 20.0 MiB of 50.0 MiB, about 12 s left". */
export function formatProgress(progress: Progress, elapsedSeconds: number): string {
  const parts: string[] = [];
  if (progress.itemsTotal !== undefined) parts.push(`${progress.itemsDone ?? 0} of ${progress.itemsTotal} items`);
  if (progress.bytesTotal !== undefined && progress.bytesTotal > 0) {
    parts.push(`${formatBytes(progress.bytesDone ?? 0)} of ${formatBytes(progress.bytesTotal)}`);
  }
  const left = secondsLeft(progress, elapsedSeconds);
  if (left !== undefined) parts.push(`about ${formatSeconds(left)} left`);
  return parts.length === 0 ? progress.message : `${progress.message}: ${parts.join(", ")}`;
}

/** Only said when enough was seen to say it: a tenth of the work and three seconds. */
function secondsLeft(progress: Progress, elapsedSeconds: number): number | undefined {
  const [done, total] =
    progress.bytesTotal !== undefined && progress.bytesTotal > 0
      ? [progress.bytesDone ?? 0, progress.bytesTotal]
      : [progress.itemsDone ?? 0, progress.itemsTotal ?? 0];
  if (total === 0 || done / total < 0.1 || done >= total || elapsedSeconds < 3) return undefined;
  return Math.ceil((elapsedSeconds * (total - done)) / done);
}

export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
