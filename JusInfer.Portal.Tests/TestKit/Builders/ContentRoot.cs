using System.Text;
using JusInfer.Portal.Content;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>A content root on disk with the articles of one test.</summary>
internal sealed class ContentRoot : IDisposable
{
    public const string Head = """
        title: A title
        description: One sentence.
        tldr: The short of it.
        date: 2026-11-20
        author: The author
        cluster: a-cluster
        tags: [one, two]
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("jusinfer-content-").FullName;

    public static string Markdown(string head = Head, string body = "Some text.") => $"---\n{head}\n---\n\n{body}\n";

    public ContentRoot With(string file, string markdown) => With(file, Encoding.UTF8.GetBytes(markdown));

    public ContentRoot With(string file, byte[] markdown)
    {
        var path = Path.Combine(Folder, "content", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, markdown);
        return this;
    }

    /// <summary>Adds an article that differs from the default only in the given values.</summary>
    public ContentRoot WithArticle(string file, string date = "2026-11-20", string cluster = "a-cluster", string tags = "[one, two]", string body = "Some text.") => With(
        file,
        Markdown(Head.Replace("2026-11-20", date).Replace("a-cluster", cluster).Replace("[one, two]", tags).Replace("A title", $"Title of {Path.GetFileNameWithoutExtension(file)}"), body));

    public ContentRoot WithChangelog(string markdown)
    {
        File.WriteAllText(Path.Combine(Folder, "CHANGELOG.md"), markdown);
        return this;
    }

    public ContentSnapshot Read() => ContentFolder.Read(Folder);

    /// <summary>All errors as text, in order.</summary>
    public IEnumerable<string> Errors() => Should.Throw<InvalidContentException>(Read).Errors.Select(static error => error.ToString());

    public ContentLibrary Library(string environment = "Production") => LibraryAt(Folder, environment);

    public static ContentLibrary LibraryAt(string folder, string environment = "Production") =>
        new(new Environment(folder, environment), new FirstContent(folder), NullLogger<ContentLibrary>.Instance);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class Environment(string folder, string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "JusInfer.Portal";

        public string ContentRootPath { get; set; } = folder;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
