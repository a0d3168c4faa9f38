using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>Where an article is published. Its name is the folder under <c>content/</c> and the first part of the address alike.</summary>
internal sealed class Section
{
    public static readonly Section Blog = new("blog");
    public static readonly Section Docs = new("docs");
    public static readonly ImmutableArray<Section> All = [Blog, Docs];

    private Section(string name) => Name = name;

    public string Name { get; }

    /// <summary>The page that lists the section: <c>/blog/</c>.</summary>
    public string Address => $"/{Name}/";

    public override string ToString() => Name;
}
