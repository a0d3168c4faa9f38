namespace JusInfer.Portal.Tests.TestKit;

/// <summary>The folder that this test run was built from: what ships stands there.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new InvalidOperationException("JusInfer.Portal.sln stands in no folder above the tests.")
        : File.Exists(Path.Combine(folder.FullName, "JusInfer.Portal.sln")) ? folder.FullName : Find(folder.Parent);
}
