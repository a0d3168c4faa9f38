using BenchmarkDotNet.Running;
using JusInfer.Benchmarks;

// The cost of the hot path in time and allocated bytes. `--filter '*'` runs all benchmarks, `--list flat` lists them.
BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args, ShortRuns.Config);
