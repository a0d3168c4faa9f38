namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary>
/// The paths of the Gemini API. They have the model in one segment, so that the slashes of its id are percent-encoded in the canonical form;
/// clients send both forms.
/// </summary>
internal static class GeminiPaths
{
    public const string Version = "/v1beta";
    public const string Models = Version + "/models";
    public const string Model = Models + "/{model}";
    public const string Generate = Model + ":generateContent";
    public const string Stream = Model + ":streamGenerateContent";
    public const string CountTokens = Model + ":countTokens";

    private const string ModelsSegment = "/models";

    private static readonly string[] Methods = [":generateContent", ":streamGenerateContent", ":countTokens"];

    /// <summary>The versions that clients write before the path or have in their base URL.</summary>
    private static readonly string[] Versions = ["v1beta", "v1alpha", "v1"];

    /// <summary>The headers that only Google's clients send. They list models at the path of OpenAI's clients too.</summary>
    private static readonly string[] ClientHeaders = ["x-goog-api-key", "x-goog-api-client"];

    /// <summary>The path ends in the name of a method, as those for POST do.</summary>
    public static bool HasMethod(string path) => Array.Exists(Methods, method => path.EndsWith(method, StringComparison.OrdinalIgnoreCase));

    public static bool TryCanonicalize(PathString path, IHeaderDictionary headers, out PathString canonical)
    {
        canonical = path;
        var value = path.Value ?? "";
        var isOwn = path.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase);
        if (!isOwn && !HasMethod(value) && !Array.Exists(ClientHeaders, headers.ContainsKey)) return false;
        var at = value.IndexOf(ModelsSegment, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || !IsVersion(value[..at])) return isOwn;
        var rest = value[(at + ModelsSegment.Length)..].TrimEnd('/');
        if (rest.Length > 0 && rest[0] != '/') return isOwn;
        canonical = new PathString(rest.Length == 0 ? Models : $"{Models}/{rest[1..].Replace("/", "%2F", StringComparison.Ordinal)}");
        return true;
    }

    /// <summary>The model in a request's path.</summary>
    public static string ModelOf(HttpRequest request) => Uri.UnescapeDataString((string)request.RouteValues["model"]!);

    private static bool IsVersion(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).All(static segment => Versions.Contains(segment, StringComparer.OrdinalIgnoreCase));
}
