using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The list of a <c>tool_choice</c> of the type <c>allowed_tools</c>. OpenAI rejects one that names a tool which the request does not have
/// (vercel/ai#18998).
/// </summary>
/// <param name="List">The place of the list in the body.</param>
/// <param name="Path">The JSON path of the list.</param>
internal readonly record struct AllowedTools(Range List, string Path)
{
    /// <summary>Checks that the functions and custom tools of the list are among those of the request.</summary>
    /// <param name="json">A reader of the whole body.</param>
    /// <param name="tools">The value of <c>tools</c>; empty if there is none.</param>
    /// <param name="functions">The value of the legacy <c>functions</c>; empty if there is none.</param>
    /// <exception cref="RequestFault">One is not.</exception>
    public void Check(ref JsonCursor json, Range tools, Range functions = default)
    {
        var offered = new NameHashes(stackalloc int[NameHashes.UsualCount]);
        ToolNames.AddTo(ref offered, json.Slice(tools));
        ToolNames.AddTo(ref offered, json.Slice(functions));
        var allowed = new JsonCursor(json.Slice(List));
        allowed.Read();
        for (var number = 0; allowed.Read() && allowed.TokenType != JsonTokenType.EndArray; number++)
        {
            if (allowed.TokenType != JsonTokenType.StartObject) allowed.Skip();
            else if (ReadName(ref allowed) is { } name && !offered.Contains(name)) throw ToolChoiceField.UnknownToolAt($"{Path}[{number}]");
        }
    }

    /// <returns>The hash of the name of a function or custom tool; null for a tool of the provider, and without a name.</returns>
    private static int? ReadName(ref JsonCursor json)
    {
        int? name = null;
        var isClientTool = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isName) = (json.ValueTextEquals("type"u8), json.ValueTextEquals("name"u8));
            var isBody = json.ValueTextEquals("function"u8) || json.ValueTextEquals("custom"u8);
            json.Read();
            if (isType && json.TokenType == JsonTokenType.String)
                isClientTool = json.ValueTextEquals("function"u8) || json.ValueTextEquals("custom"u8);
            else if (isName && json.TokenType == JsonTokenType.String) name = json.TextHash();
            else if (isBody && json.TokenType == JsonTokenType.StartObject) name = ToolNames.Read(ref json) ?? name;
            else json.Skip();
        }

        return isClientTool ? name : null;
    }
}
