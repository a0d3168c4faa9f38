namespace JusInfer.E2E.Infrastructure;

/// <summary>The repository that this test run was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The portal with the configuration of this assembly, in <c>bin/{configuration}/{framework}</c> of its own project.</summary>
    public static string Portal { get; } = Path.Combine(
        Root, "JusInfer.Portal", Path.GetRelativePath(Path.Combine(Root, Project), AppContext.BaseDirectory), "JusInfer.Portal.dll");

    /// <summary>The folder of the test project.</summary>
    private static string Project => Path.GetRelativePath(Root, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[0];

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("No folder above the tests contains JusInfer.Portal.sln."),
        _ when File.Exists(Path.Combine(folder.FullName, "JusInfer.Portal.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
