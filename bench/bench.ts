/** One measured number. `target` is what we hold ourselves to, in the same unit; null when there is none yet. */
export type Metric = {
  readonly value: number;
  readonly unit: string;
  readonly target: number | null;
  readonly better: "higher" | "lower";
};

/** What a benchmark gives: a metric a name. Ratios are taken in the same run. */
export type Metrics = Readonly<Record<string, Metric>>;

/** Called with a sentence about what is being done now. */
export type BenchProgress = (note: string) => void;

/** What bench/NAME.ts exports: `name` is the file's, `title` one line for the list. */
export type Bench = {
  readonly name: string;
  readonly title: string;
  run(progress: BenchProgress): Promise<Metrics>;
};
