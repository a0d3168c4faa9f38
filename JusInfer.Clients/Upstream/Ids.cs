namespace JusInfer.Clients.Upstream;

/// <summary>Creates ids in the format of the providers: a prefix and random characters.</summary>
internal static class Ids
{
    public static string New(string prefix) => prefix + Guid.NewGuid().ToString("N")[..24];

    /// <summary>The id of a tool call in OpenAI's dialects.</summary>
    public static string Call() => New("call_");
}

/// <summary>The token counts of every answer, which clients must report.</summary>
internal static class TokenCounts
{
    /// <summary>All input tokens, including the cached ones.</summary>
    public const int Input = 100;

    public const int Cached = 40;

    public const int Output = 20;
}
