namespace JusInfer.Portal.Content;

/// <summary>
/// The articles as they are when the process starts. Reading all of them is a large part of the start, so the check of the configuration and the library
/// share what they read.
/// </summary>
internal sealed class FirstContent(string contentRoot)
{
    private readonly Lazy<ContentSnapshot> content = new(() => ContentFolder.Read(contentRoot));

    /// <exception cref="InvalidContentException">An article has an error.</exception>
    public ContentSnapshot Content => content.Value;
}
