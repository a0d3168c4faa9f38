using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Replaces escapes of half a surrogate pair by that of U+FFFD, in place. Agents cut long output in the middle of a character
/// (sst/opencode#17758), and providers answer 400 to what is left of it. Signed and encrypted reasoning is kept: it would become invalid.
/// </summary>
internal static class UnpairedSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>The properties whose text only its provider may change.</summary>
    private static readonly byte[][] Sealed =
        ["encrypted_content"u8.ToArray(), "thought_signature"u8.ToArray(), "thoughtSignature"u8.ToArray()];

    /// <summary>Those that have ordinary text in other objects, such as documents and arguments of calls.</summary>
    private static readonly byte[][] SealedInReasoning = ["thinking"u8.ToArray(), "signature"u8.ToArray(), "data"u8.ToArray()];

    /// <returns>Whether any was replaced.</returns>
    public static bool Replace(Span<byte> json)
    {
        var first = FindSurrogate(json);
        if (first < 0) return false;

        // The backslashes before it, so that an escaped one does not count as the start of an escape.
        while (first > 0 && json[first - 1] == (byte)'\\') first--;
        return NextUnpaired(json, first) >= 0 && ReplaceIn(json);
    }

    /// <summary>
    /// The offset of the first escape of a surrogate, half or pair; -1 if there is none. All requests are searched, and most have none. Two
    /// searches, for both cases of the letter, took 4.4 µs of the 242 µs of a call with 60 KB, and found the escapes of Korean text too.
    /// </summary>
    private static int FindSurrogate(ReadOnlySpan<byte> json)
    {
        var at = 0;
        for (; json.Length - at >= Vector256<byte>.Count + EscapeLength - 1; at += Vector256<byte>.Count)
        {
            var starts = Vector256.Equals(Load(json, at), Vector256.Create((byte)'\\'))
                & Vector256.Equals(Load(json, at + 1), Vector256.Create((byte)'u'))
                & Vector256.Equals(Load(json, at + 2) | Vector256.Create((byte)0x20), Vector256.Create((byte)'d'));
            for (var bits = starts.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                var start = at + BitOperations.TrailingZeroCount(bits);
                if (KindOf(json, start) is not null) return start;
            }
        }

        for (; at < json.Length; at++)
        {
            if (KindOf(json, at) is not null) return at;
        }

        return -1;

        static Vector256<byte> Load(ReadOnlySpan<byte> bytes, int from) => Vector256.Create(bytes.Slice(from, Vector256<byte>.Count));
    }

    /// <summary>Reads the tokens, because the name of a property decides. A body that is not JSON is rejected later.</summary>
    private static bool ReplaceIn(Span<byte> body)
    {
        var replaced = false;
        try
        {
            var json = new JsonCursor(body);
            var isSealed = false;
            Span<int> starts = stackalloc int[JsonDepth.Max];
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    starts[json.CurrentDepth - 1] = json.TokenStartIndex;
                if (json.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String)) continue;
                var isValue = json.TokenType == JsonTokenType.String;
                if (!isValue) isSealed = IsSealed(json.ValueSpan, body[starts[Math.Max(json.CurrentDepth - 1, 0)]..]);
                if (isValue && isSealed) continue;
                var start = json.TokenStartIndex + 1;
                var text = body.Slice(start, json.ValueSpan.Length);
                for (var at = NextUnpaired(text, 0); at >= 0; at = NextUnpaired(text, at + EscapeLength))
                {
                    "fffd"u8.CopyTo(text[(at + 2)..]);
                    replaced = true;
                }
            }
        }
        catch (JsonException)
        {
            // The parser of the request names the fault.
        }

        return replaced;
    }

    /// <param name="name">The name of a property.</param>
    /// <param name="container">From the start of its object on.</param>
    private static bool IsSealed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> container) =>
        IsOneOf(name, Sealed) || (IsOneOf(name, SealedInReasoning) && IsReasoning(container));

    private static bool IsOneOf(ReadOnlySpan<byte> name, byte[][] names)
    {
        foreach (var one in names)
        {
            if (name.SequenceEqual(one)) return true;
        }

        return false;
    }

    /// <summary>Whether the type of an object is that of reasoning, in any dialect.</summary>
    private static bool IsReasoning(ReadOnlySpan<byte> container)
    {
        var json = new JsonCursor(container);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (isType)
                return json.TokenType == JsonTokenType.String
                    && (json.ValueSpan.EndsWith("thinking"u8) || json.ValueSpan.StartsWith("reasoning"u8)
                        || json.ValueSpan.StartsWith("compaction"u8));
            json.Skip();
        }

        return false;
    }

    /// <summary>The offset of the next escape of half a pair from an offset on; -1 if there is none.</summary>
    private static int NextUnpaired(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length && text[from..].IndexOf((byte)'\\') is >= 0 and var step)
        {
            var at = from + step;
            if (KindOf(text, at) is not { } kind)
            {
                from = at + 2;
                continue;
            }

            if (kind == Half.High && KindOf(text, at + EscapeLength) == Half.Low)
            {
                from = at + (2 * EscapeLength);
                continue;
            }

            return at;
        }

        return -1;
    }

    private static Half? KindOf(ReadOnlySpan<byte> text, int at)
    {
        if (at + EscapeLength > text.Length || text[at] != (byte)'\\' || text[at + 1] != (byte)'u') return null;
        if ((text[at + 2] | 0x20) != (byte)'d') return null;
        return (text[at + 3] | 0x20) switch
        {
            (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' => Half.High,
            >= (byte)'c' and <= (byte)'f' => Half.Low,
            _ => null,
        };
    }

    private enum Half
    {
        High,
        Low,
    }
}
