using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>Reads the names of tools in any form of OpenAI or Anthropic, as hashes, without an allocation.</summary>
internal static class ToolNames
{
    /// <summary>Whether a list of tools has one with a name.</summary>
    /// <param name="tools">The value of <c>tools</c> or <c>functions</c>, valid JSON.</param>
    /// <param name="name">The hash of the name.</param>
    public static bool Contain(ReadOnlySpan<byte> tools, int name)
    {
        var json = new JsonCursor(tools);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject) json.Skip();
            else if (Read(ref json) == name) return true;
        }

        return false;
    }

    /// <summary>Adds the names of a list of tools.</summary>
    /// <param name="names">The names.</param>
    /// <param name="tools">The value of <c>tools</c> or <c>functions</c>, valid JSON; empty if there is none.</param>
    public static void AddTo(ref NameHashes names, ReadOnlySpan<byte> tools)
    {
        if (tools.IsEmpty) return;
        var json = new JsonCursor(tools);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject) json.Skip();
            else if (Read(ref json) is { } name) names.Add(name);
        }
    }

    /// <summary>Reads a tool, or the function of one, up to its end.</summary>
    /// <param name="json">Positioned at the object.</param>
    /// <returns>The hash of the name; null if it has none.</returns>
    public static int? Read(ref JsonCursor json)
    {
        int? name = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isName = json.ValueTextEquals("name"u8);
            var isBody = json.ValueTextEquals("function"u8) || json.ValueTextEquals("custom"u8);
            json.Read();
            if (isName && json.TokenType == JsonTokenType.String) name = json.TextHash();
            else if (isBody && json.TokenType == JsonTokenType.StartObject) name = Read(ref json) ?? name;
            else json.Skip();
        }

        return name;
    }
}
