namespace JusInfer.Clients.Upstream;

/// <summary>Ids as the providers make them: a prefix and letters that nobody can guess.</summary>
internal static class Ids
{
    public static string New(string prefix) => prefix + Guid.NewGuid().ToString("N")[..24];

    /// <summary>A tool call's id in OpenAI's dialects.</summary>
    public static string Call() => New("call_");
}

/// <summary>The tokens that every answer is said to have cost, so that a client can be asked what it saw of them.</summary>
internal static class Counts
{
    /// <summary>All input tokens, the cached ones among them.</summary>
    public const int Input = 100;

    public const int Cached = 40;

    public const int Output = 20;
}
