namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Combines the names of a namespace and a tool for models that have no namespaces: ASCII letters, digits, underscores and hyphens, at most
/// 64 characters. The result is deterministic, so that calls of earlier turns keep their names.
/// </summary>
internal static class FlatNames
{
    public static string Of(string? space, string name)
    {
        if (string.IsNullOrEmpty(space)) return name;
        var joined = space.EndsWith("__", StringComparison.Ordinal) ? space + name : $"{space}__{name}";
        return OpenAiToolNames.Rule.Shorten(joined);
    }
}
