using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>Reads values of a prompt as ranges of its bytes.</summary>
internal static class PromptJson
{
    /// <summary>Advances from a property name to the end of its value.</summary>
    /// <param name="json">At the name.</param>
    /// <param name="bytes">The bytes that it reads.</param>
    public static ReadOnlySpan<byte> ReadValue(scoped ref JsonCursor json, ReadOnlySpan<byte> bytes)
    {
        json.Read();
        return CurrentValue(ref json, bytes);
    }

    /// <summary>Advances to the end of the current value.</summary>
    public static ReadOnlySpan<byte> CurrentValue(scoped ref JsonCursor json, ReadOnlySpan<byte> bytes)
    {
        var start = json.TokenStartIndex;
        json.Skip();
        return bytes[start..json.BytesConsumed];
    }

    public static bool IsString(ReadOnlySpan<byte> value) => value is [(byte)'"', .., (byte)'"'];

    /// <summary>The escaped text of a string; empty for any other value.</summary>
    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> value) => IsString(value) ? value[1..^1] : default;
}
