namespace JusInfer.Routing.Evaluation;

/// <summary>The root folder of the repository.</summary>
internal static class Repository
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JusInfer.Portal.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The repository was not found above the program.");
    }
}
