using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>A section of articles. Its name is both the folder under <c>content/</c> and the first segment of the address.</summary>
internal sealed class Section
{
    public static readonly Section Blog = new("blog", "Blog");
    public static readonly Section Docs = new("docs", "Docs");

    /// <summary>One page for each client, with complete settings for the address of this portal.</summary>
    public static readonly Section Connect = new("connect", "Connect a client");

    public static readonly ImmutableArray<Section> All = [Blog, Docs, Connect];

    private Section(string name, string title) => (Name, Title) = (name, title);

    public string Name { get; }

    public string Title { get; }

    /// <summary>The page that lists the section: <c>/blog/</c>.</summary>
    public string Address => $"/{Name}/";

    public override string ToString() => Name;
}
