using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>Reads <c>content/blog/*.md</c> and <c>content/docs/*.md</c> under the content root.</summary>
internal static class ContentFolder
{
    public const string Name = "content";

    /// <summary>Reads every article.</summary>
    /// <exception cref="InvalidContentException">An article has a fault; the exception lists those of all files.</exception>
    public static ContentSnapshot Read(string contentRoot)
    {
        List<Article> articles = [];
        List<ContentFault> faults = [];
        foreach (var section in Section.All)
        {
            foreach (var file in FilesOf(contentRoot, section))
            {
                var slug = Path.GetFileNameWithoutExtension(file);
                var faultsOfFile = new FaultList(Article.FileOf(section, slug));
                if (ArticleReader.Read(section, slug, File.ReadAllBytes(file), faultsOfFile) is { } article) articles.Add(article);
                faults.AddRange(faultsOfFile.ToImmutable());
            }
        }

        var content = new ContentSnapshot(articles);
        if (faults.Count == 0) faults.AddRange(LinkCheck.BrokenLinks(content));
        return faults.Count == 0 ? content : throw new InvalidContentException([.. faults]);
    }

    private static ImmutableArray<string> FilesOf(string contentRoot, Section section)
    {
        var folder = new DirectoryInfo(Path.Combine(contentRoot, Name, section.Name));
        return folder.Exists ? [.. folder.EnumerateFiles("*.md").Select(static file => file.FullName).Order(StringComparer.Ordinal)] : [];
    }
}
