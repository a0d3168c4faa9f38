using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>
/// Base64 in the standard alphabet with padding, without escapes. What a client sends in this form is not copied: it stays in the body.
/// </summary>
internal readonly struct Base64Data
{
    private readonly JsonText text;
    private readonly int start;
    private readonly ReadOnlyMemory<byte> converted;

    private Base64Data(JsonText text, int start, ReadOnlyMemory<byte> converted) =>
        (this.text, this.start, this.converted) = (text, start, converted);

    /// <summary>The characters.</summary>
    public ReadOnlySpan<byte> Utf8 => converted.IsEmpty ? text.Escaped[start..] : converted.Span;

    /// <param name="text">A string of the request.</param>
    /// <param name="start">The offset of the data in the escaped text, after the head of a data URI.</param>
    /// <param name="data">The data.</param>
    /// <param name="fault">The offset in the data of the first byte that is not base64; the length if the data ends too early.</param>
    /// <returns>Whether it is base64.</returns>
    public static bool TryRead(JsonText text, int start, out Base64Data data, out int fault)
    {
        (data, fault) = (new Base64Data(text, start, default), 0);
        var escaped = text.Escaped[start..];
        if (Base64Text.IsStandard(escaped)) return true;
        var standard = new byte[escaped.Length + Base64Text.MaxPadding];
        var length = Base64Text.Convert(escaped, standard, out _);
        if (length < 0) fault = ~length;
        else data = new Base64Data(text, start, standard.AsMemory(0, length));
        return length > 0;
    }

    /// <summary>Does not contain the data, which is part of a prompt, so that it cannot get into logs.</summary>
    public override string ToString() => $"base64 of {Utf8.Length} characters";
}
