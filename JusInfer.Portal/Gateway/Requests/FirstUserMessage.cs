using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The first message of the user, which stays the same for all calls of a conversation, in any dialect. <see cref="PromptMessage"/> leaves
/// out what clients change between calls.
/// </summary>
internal static class FirstUserMessage
{
    /// <param name="body">The body of a request.</param>
    /// <param name="recalled">Items of a stored conversation that precede those of the body: objects separated by commas.</param>
    /// <returns>The hash of its text; 0 if there is none.</returns>
    public static ulong HashIn(ReadOnlySpan<byte> body, ReadOnlySpan<byte> recalled)
    {
        using var message = new PromptMessage();
        try
        {
            return (recalled.IsEmpty ? null : FindIn([(byte)'[', .. recalled, (byte)']'], message)) ?? FindInBody(body, message) ?? 0;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return 0;
        }
    }

    private static ulong? FindInBody(ReadOnlySpan<byte> body, PromptMessage message)
    {
        var json = new JsonCursor(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = json.ValueTextEquals("messages"u8) || json.ValueTextEquals("input"u8) || json.ValueTextEquals("contents"u8);
            var value = PromptJson.ReadValue(ref json, body);
            if (isItems && FindIn(value, message) is { } found) return found;
        }

        return null;
    }

    private static ulong? FindIn(ReadOnlySpan<byte> items, PromptMessage message)
    {
        var json = new JsonCursor(items);
        json.Read();
        if (json.TokenType == JsonTokenType.String) return HashOf(items, message);
        if (json.TokenType != JsonTokenType.StartArray) return null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var item = PromptJson.CurrentValue(ref json, items);
            if (item[0] == (byte)'"') return HashOf(item, message);
            if (item[0] == (byte)'{' && message.ReadItem(item) == PromptRole.User) return ChainHash.Next(ChainHash.Start, message.All);
        }

        return null;
    }

    private static ulong HashOf(ReadOnlySpan<byte> text, PromptMessage message)
    {
        message.ReadContent(text, PromptRole.User);
        return ChainHash.Next(ChainHash.Start, message.All);
    }
}
