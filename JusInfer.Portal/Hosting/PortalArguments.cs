namespace JusInfer.Portal.Hosting;

/// <summary>The command line, and what must be known before the builder exists.</summary>
internal static class PortalArguments
{
    /// <summary>
    /// Settings are read once. Watching their files would watch the whole content root, the store beneath it too, and wake this process for
    /// every write it makes.
    /// </summary>
    private const string ReadSettingsOnce = "--hostBuilder:reloadConfigOnChange=false";

    public static string[] Of(string[] args) => [ReadSettingsOnce, .. args];
}
