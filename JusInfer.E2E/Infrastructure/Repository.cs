namespace JusInfer.E2E.Infrastructure;

/// <summary>The folder that this test run was built from, and the program that was built with it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The portal as the same build left it: the tests stand in <c>bin/{configuration}/{framework}</c> of their project, it in that of its own.</summary>
    public static string Portal { get; } = Path.Combine(
        Root, "JusInfer.Portal", Path.GetRelativePath(Path.Combine(Root, Project), AppContext.BaseDirectory), "JusInfer.Portal.dll");

    /// <summary>The folder of the test project, whichever it is.</summary>
    private static string Project => Path.GetRelativePath(Root, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[0];

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("JusInfer.Portal.sln stands in no folder above the tests."),
        _ when File.Exists(Path.Combine(folder.FullName, "JusInfer.Portal.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
