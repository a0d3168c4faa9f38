namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>The tier of processing that served an answer, as the provider reported it.</summary>
internal enum ServiceTier
{
    /// <summary>The provider reported none.</summary>
    Unreported,
    Default,
    Flex,
    Priority,
    Scale,
}

/// <summary>The names of <see cref="ServiceTier"/>.</summary>
internal static class ServiceTiers
{
    /// <summary>Reads a name of OpenAI, Anthropic (<c>standard</c>) or Groq (<c>on_demand</c>).</summary>
    /// <param name="name">The name, as escaped in JSON. An unknown one, and what was asked for (<c>auto</c>), says nothing.</param>
    public static ServiceTier Parse(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("default"u8) || name.SequenceEqual("standard"u8) || name.SequenceEqual("on_demand"u8) ? ServiceTier.Default
        : name.SequenceEqual("flex"u8) ? ServiceTier.Flex
        : name.SequenceEqual("priority"u8) ? ServiceTier.Priority
        : name.SequenceEqual("scale"u8) ? ServiceTier.Scale
        : ServiceTier.Unreported;

    /// <summary>OpenAI's name as a JSON string; null if there is none.</summary>
    public static ReadOnlySpan<byte> Json(this ServiceTier tier) => tier switch
    {
        ServiceTier.Default => "\"default\""u8,
        ServiceTier.Flex => "\"flex\""u8,
        ServiceTier.Priority => "\"priority\""u8,
        ServiceTier.Scale => "\"scale\""u8,
        _ => "null"u8,
    };
}
