namespace JusInfer.Portal.Hosting;

/// <summary>The errors in the settings and the catalog that were found while the process was composed.</summary>
internal sealed record StartupErrors(IReadOnlyList<string> All);
