using BenchmarkDotNet.Running;
using JusInfer.Benchmarks;

// What the hot path costs, in time and in bytes allocated. `--filter '*'` runs all of it, `--list flat` names what there is.
BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args, ShortRuns.Config);
