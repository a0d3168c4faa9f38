using System.Buffers;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What the usage record keeps of a failed attempt. It has no keys and no words of the request.</summary>
/// <param name="Code">The provider's error code; null if it gave none, or one that is no name.</param>
/// <param name="Text">The provider's message, or what happened if there is none.</param>
internal sealed record ProviderError(string? Code, string Text)
{
    /// <summary>The length of a text.</summary>
    public const int MaxLength = 300;

    private const int MaxCodeLength = 64;

    private static readonly SearchValues<char> CodeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <returns>Null if the client or the process ended the attempt.</returns>
    public static ProviderError? From(Call call, AttemptFailure failure)
    {
        if (failure.Kind == FailureKind.Canceled) return null;
        var body = call.Context.Body.Memory;
        var said = failure.WithoutQuotes(call).ProviderMessage
            ?? (failure.RequestMessage is { } about ? QuotedRequest.MaskIn(MaskedText.Mask(about), body, call.Target.Endpoint.Model)
                : null);
        return new ProviderError(CodeOf(failure, body.Span),
            Cut(MaskedText.WithoutCredential(said ?? failure.Reason, call.Target.Endpoint.Provider)));
    }

    private static string? CodeOf(AttemptFailure failure, ReadOnlySpan<byte> body) =>
        failure.ProviderCode is { Length: > 0 and <= MaxCodeLength } code && !code.AsSpan().ContainsAnyExcept(CodeCharacters)
            && MaskedText.Mask(code) == code
            && !QuotedRequest.Includes(code, body)
            ? code
            : null;

    private static string Cut(string text) =>
        text.Length <= MaxLength ? text : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
