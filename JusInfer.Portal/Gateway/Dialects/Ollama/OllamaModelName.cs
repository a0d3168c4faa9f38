namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary>The name of a model as Ollama's clients send it.</summary>
internal static class OllamaModelName
{
    /// <summary>The tag that clients append to a name without one.</summary>
    private const string DefaultTag = ":latest";

    public static string WithoutDefaultTag(string name) =>
        name.EndsWith(DefaultTag, StringComparison.OrdinalIgnoreCase) ? name[..^DefaultTag.Length] : name;
}
