namespace JusInfer.Benchmarks.Usage;

/// <summary>What the store is asked for by a page or a call of the API.</summary>
/// <param name="Name">The page or the call.</param>
/// <param name="Run">Makes the queries and returns the number of rows.</param>
internal sealed record UsageView(string Name, Func<Task<int>> Run);
