using BenchmarkDotNet.Running;
using JusInfer.Benchmarks;
using JusInfer.Benchmarks.Comparison;
using JusInfer.Benchmarks.Profile;
using JusInfer.Benchmarks.Usage;

// `decisions` prints the percentiles of the router's decisions.
// `usage --rows 1000000 --store sqlite` fills a store and measures the usage queries. `compare OLD NEW 30` compares two published portals.
// `profile FOLDER` says where the CPU time of a call goes.
// All other arguments are BenchmarkDotNet's: the cost of the hot path in time and allocated bytes. `--filter '*'` runs all benchmarks,
// `--list flat` lists them.
if (args is ["decisions"]) return DecisionLatency.Run();
if (args is ["usage", .. var options]) return await UsageAtScale.RunAsync(options);
if (args is ["compare", .. var builds]) return await BuildComparison.RunAsync(builds);
if (args is ["profile", .. var build]) return await PortalProfile.RunAsync(build);
BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args, ShortRuns.Config);
return 0;
