namespace JusInfer.Portal.Hosting;

/// <summary>The configuration is bad: the process does not start, and says everything that is wrong with it at once.</summary>
internal sealed class ConfigurationFaultsException(IReadOnlyCollection<string> faults)
    : Exception($"The configuration has {faults.Count} fault(s): {string.Join(" | ", faults)}")
{
    public IReadOnlyCollection<string> Faults => faults;
}
