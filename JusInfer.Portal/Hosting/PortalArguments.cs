using System.Collections.Immutable;

namespace JusInfer.Portal.Hosting;

/// <summary>The settings of the command line, with those that the builder needs before it reads them.</summary>
internal static class PortalArguments
{
    /// <summary>
    /// Settings are read once. Watching their files would watch the whole content root including the store, and each write to the store
    /// would wake the process.
    /// </summary>
    private const string ReadSettingsOnce = "--hostBuilder:reloadConfigOnChange=false";

    public static string[] Of(ImmutableArray<string> settings) => [ReadSettingsOnce, .. settings];
}
