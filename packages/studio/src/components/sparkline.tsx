import { componentMessages } from '../messages/components.ts';
import './sparkline.css';

export interface SparklineProps {
  /** What is drawn: `Runs in 24 hours`. */
  readonly label: string;
  readonly values: readonly number[];
  /** How much of each value failed; drawn from the ground, in another shade and hatched by a line. */
  readonly failed?: readonly number[];
  readonly width?: number;
  readonly height?: number;
}

/** Small bars over time. Screen readers get the numbers as text. */
export function Sparkline({ label, values, failed = [], width = 72, height = 20 }: SparklineProps) {
  const most = Math.max(...values, 1);
  const step = width / Math.max(values.length, 1);
  const bar = Math.max(1, step - 1);
  const heightOf = (value: number) => (value === 0 ? 0 : Math.max(2, (value / most) * (height - 1)));
  return (
    <svg
      className="sb-sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={componentMessages.sparkline(label, values.join(', '))}
    >
      <path className="sb-sparkline-ground" d={`M0 ${height - 0.5}H${width}`} />
      {values.map((value, at) => {
        const tall = heightOf(value);
        const bad = value === 0 ? 0 : (tall * (failed[at] ?? 0)) / value;
        const x = at * step;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in time is what a bar is
          <g key={at}>
            <rect className="sb-sparkline-bar" x={x} y={height - tall} width={bar} height={tall} />
            {bad > 0 && (
              <rect
                className="sb-sparkline-failed"
                x={x}
                y={height - Math.max(2, bad)}
                width={bar}
                height={Math.max(2, bad)}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
