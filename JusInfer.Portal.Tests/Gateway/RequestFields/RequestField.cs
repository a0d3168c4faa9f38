namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>A part of a dialect's requests that is known to change the price or the model, or that refers to the provider's account.</summary>
/// <param name="Dialect">The dialect.</param>
/// <param name="Name">The name for the page.</param>
/// <param name="Source">The page that documents it, without <c>https://</c>.</param>
/// <param name="Json">The fields of the request, with <c>PROBE</c> where the value may be any text; empty for a header.</param>
internal sealed record RequestField(string Dialect, string Name, string Source, string Json)
{
    /// <summary>The text by which it is recognized in the provider's request.</summary>
    public string Mark { get; init; } = "PROBE";

    /// <summary>The value of the header <c>anthropic-beta</c>.</summary>
    public string? Beta { get; init; }

    /// <summary>The content of the user message, for a part of a message.</summary>
    public string Content { get; init; } = "\"hello\"";

    /// <summary>Why it may be sent: it changes neither price nor model.</summary>
    public string? Harmless { get; init; }
}
