using System.Collections.Immutable;
using JusInfer.Portal.Content.Pictures;

namespace JusInfer.Portal.Content;

/// <summary>
/// Reads the articles (<c>content/blog/*.md</c>, <c>content/docs/*.md</c>, <c>content/connect/*.md</c>), their pictures (<c>content/pictures</c>)
/// and the changelog under the content root.
/// </summary>
internal static class ContentFolder
{
    public const string Name = "content";

    /// <summary>Reads every article and picture.</summary>
    /// <exception cref="InvalidContentException">At least one of them has an error; the exception lists those of all files.</exception>
    public static ContentSnapshot Read(string contentRoot)
    {
        List<Article> articles = [];
        List<ContentError> errors = [];
        var pictures = PictureFolder.Read(contentRoot, errors);
        foreach (var section in Section.All)
        {
            foreach (var file in FilesOf(contentRoot, section))
            {
                var slug = Path.GetFileNameWithoutExtension(file);
                var errorsOfFile = new ContentErrorList(Article.FileOf(section, slug));
                if (ArticleReader.Read(section, slug, File.ReadAllBytes(file), pictures, errorsOfFile) is { } article) articles.Add(article);
                errors.AddRange(errorsOfFile.ToImmutable());
            }
        }

        var errorsOfChangelog = new ContentErrorList(Changelog.FileName);
        var content = new ContentSnapshot(articles) { Changelog = Changelog.Read(contentRoot, errorsOfChangelog), Pictures = pictures };
        errors.AddRange(errorsOfChangelog.ToImmutable());
        if (errors.Count == 0) errors.AddRange(LinkCheck.BrokenLinks(content));
        return errors.Count == 0 ? content : throw new InvalidContentException([.. errors]);
    }

    private static ImmutableArray<string> FilesOf(string contentRoot, Section section)
    {
        var folder = new DirectoryInfo(Path.Combine(contentRoot, Name, section.Name));
        return folder.Exists ? [.. folder.EnumerateFiles("*.md").Select(static file => file.FullName).Order(StringComparer.Ordinal)] : [];
    }
}
