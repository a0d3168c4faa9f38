namespace JusInfer.Portal.Hosting;

/// <summary>What is wrong with the configuration, as far as it was found while the process was put together.</summary>
internal sealed record StartupFaults(IReadOnlyList<string> All);
