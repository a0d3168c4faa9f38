using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Converts tool call ids between clients and upstreams with different rules. An id that fits does not change. Any other id is encoded so
/// that it can be recognized and decoded, because some providers require their original id. There is no table, since the next request of a
/// conversation may reach another node, or come after a restart. Clients may rewrite ids if a call and its result still agree; an id that
/// cannot be decoded is used as it is.
/// </summary>
internal static class ToolCallIds
{
    /// <summary>The prefix of an original id in base64url.</summary>
    private const string EncodedPrefix = "jx_";

    /// <summary>The prefix of a digest, for an original id that is too long to encode.</summary>
    private const string DigestPrefix = "jh_";

    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> AnthropicAlphabet = SearchValues.Create(Alphanumeric + "_-");
    private static readonly SearchValues<byte> AnthropicBytes = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"u8);
    private static readonly SearchValues<char> MistralAlphabet = SearchValues.Create(Alphanumeric);

    public static bool Fits(string id, ToolCallIdRule rule) => rule switch
    {
        _ when id.Length == 0 => false,
        ToolCallIdRule.Anthropic => !id.AsSpan().ContainsAnyExcept(AnthropicAlphabet),
        ToolCallIdRule.OpenAiChat => id.Length <= 40,
        ToolCallIdRule.OpenAiResponses => id.Length <= 64,
        ToolCallIdRule.Mistral => id.Length == 9 && !id.AsSpan().ContainsAnyExcept(MistralAlphabet),
        ToolCallIdRule.Kimi => IsKimiId(id),
        _ => true,
    };

    /// <summary>Whether an id, as UTF-8, fits <see cref="ToolCallIdRule.Anthropic"/>.</summary>
    public static bool FitsAnthropic(ReadOnlySpan<byte> id) => !id.IsEmpty && !id.ContainsAnyExcept(AnthropicBytes);

    /// <summary>Converts an id to one that fits. The result is deterministic.</summary>
    public static string Encode(string original, ToolCallIdRule rule)
    {
        if (Fits(original, rule)) return original;
        if (rule == ToolCallIdRule.Mistral) return ToMistralId(Digest(original));
        var encoded = EncodedPrefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(original));
        return Fits(encoded, rule) ? encoded : DigestPrefix + Convert.ToHexStringLower(Digest(original).AsSpan(0, 16));
    }

    /// <summary>The original of an encoded id; any other id unchanged.</summary>
    public static string Decode(string id)
    {
        if (!id.StartsWith(EncodedPrefix, StringComparison.Ordinal)) return id;
        var encoded = id.AsSpan(EncodedPrefix.Length);
        if (encoded.IsEmpty || !Base64Url.IsValid(encoded)) return id;
        try
        {
            return StrictUtf8.GetString(Base64Url.DecodeFromChars(encoded));
        }
        catch (DecoderFallbackException)
        {
            return id;
        }
    }

    private static Encoding StrictUtf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static bool IsKimiId(string id)
    {
        var colon = id.LastIndexOf(':');
        return id.StartsWith("functions.", StringComparison.Ordinal) && colon > 0 && colon < id.Length - 1
            && id.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static byte[] Digest(string original) => SHA256.HashData(Encoding.UTF8.GetBytes(original));

    private static string ToMistralId(byte[] digest) => string.Create(9, digest, static (nine, digest) =>
    {
        for (var i = 0; i < nine.Length; i++) nine[i] = Alphanumeric[digest[i] % Alphanumeric.Length];
    });
}
