namespace JusInfer.Portal.Tests.TestKit;

/// <summary>The repository folder that this test run was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new InvalidOperationException("No folder above the tests contains JusInfer.Portal.sln.")
        : File.Exists(Path.Combine(folder.FullName, "JusInfer.Portal.sln")) ? folder.FullName : Find(folder.Parent);
}
