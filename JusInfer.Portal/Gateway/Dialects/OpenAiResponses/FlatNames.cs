using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// The names of tools in a namespace, as models see them that know no namespaces: both names in one, of letters, digits, underscore and
/// hyphen, at most 64 of them. The same each time, so that calls of earlier turns keep theirs.
/// </summary>
internal static class FlatNames
{
    public static string Of(string? space, string name)
    {
        if (string.IsNullOrEmpty(space)) return name;
        var joined = space.EndsWith("__", StringComparison.Ordinal) ? space + name : $"{space}__{name}";
        return ToolNameShortener.Of(joined, ToolNameShortener.OpenAi);
    }
}
