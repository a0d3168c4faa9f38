using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Tool call ids for ends that do not take each other's. An id that fits stays as it is; another is encoded so that it can be told and
/// turned back, because some providers must see their own again. No table is kept: a conversation may come back through another node, or
/// after a restart. Clients may rewrite ids as long as a call and its result agree; what cannot be turned back is taken for an id of its
/// own.
/// </summary>
internal static class ToolCallIds
{
    /// <summary>Before the original in base64url.</summary>
    private const string EncodedMark = "jx_";

    /// <summary>Before a digest, where the original would not fit.</summary>
    private const string DigestMark = "jh_";

    private const string LettersAndDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> AnthropicAlphabet = SearchValues.Create(LettersAndDigits + "_-");
    private static readonly SearchValues<byte> AnthropicBytes = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"u8);
    private static readonly SearchValues<char> MistralAlphabet = SearchValues.Create(LettersAndDigits);

    public static bool Fits(string id, ToolCallIdRule rule) => rule switch
    {
        _ when id.Length == 0 => false,
        ToolCallIdRule.Anthropic => !id.AsSpan().ContainsAnyExcept(AnthropicAlphabet),
        ToolCallIdRule.OpenAiChat => id.Length <= 40,
        ToolCallIdRule.OpenAiResponses => id.Length <= 64,
        ToolCallIdRule.Mistral => id.Length == 9 && !id.AsSpan().ContainsAnyExcept(MistralAlphabet),
        ToolCallIdRule.Kimi => IsKimis(id),
        _ => true,
    };

    /// <summary>Whether an id fits Anthropic, told from its bytes.</summary>
    public static bool FitsAnthropic(ReadOnlySpan<byte> id) => !id.IsEmpty && !id.ContainsAnyExcept(AnthropicBytes);

    /// <summary>The id in a form that fits; the same one each time.</summary>
    public static string Encode(string original, ToolCallIdRule rule)
    {
        if (Fits(original, rule)) return original;
        if (rule == ToolCallIdRule.Mistral) return NineOf(Digest(original));
        var encoded = EncodedMark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(original));
        return Fits(encoded, rule) ? encoded : DigestMark + Convert.ToHexStringLower(Digest(original).AsSpan(0, 16));
    }

    /// <summary>The original of an encoded id; any other as it is.</summary>
    public static string Decode(string id)
    {
        if (!id.StartsWith(EncodedMark, StringComparison.Ordinal)) return id;
        var encoded = id.AsSpan(EncodedMark.Length);
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

    private static bool IsKimis(string id)
    {
        var colon = id.LastIndexOf(':');
        return id.StartsWith("functions.", StringComparison.Ordinal) && colon > 0 && colon < id.Length - 1
            && id.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static byte[] Digest(string original) => SHA256.HashData(Encoding.UTF8.GetBytes(original));

    private static string NineOf(byte[] digest) => string.Create(9, digest, static (nine, digest) =>
    {
        for (var i = 0; i < nine.Length; i++) nine[i] = LettersAndDigits[digest[i] % LettersAndDigits.Length];
    });
}
