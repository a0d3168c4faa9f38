using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// One message of a prompt: its text, its tool calls and its results. The object is used for all messages, one after the other. <see cref="PromptReader"/>
/// describes the shapes.
/// </summary>
internal sealed class PromptMessage : IDisposable
{
    private const int InitialBytes = 4 * 1024;

    private readonly PooledBuffer all = new(InitialBytes);
    private readonly PooledBuffer names = new(256);
    private readonly List<(Range Name, Range Arguments)> calls = [];
    private readonly List<Range> results = [];
    private int textLength;

    /// <summary>Texts, arguments of calls and results.</summary>
    public ReadOnlySpan<byte> All => all.Span;

    /// <summary>The text before the first call; of results, all of them.</summary>
    public ReadOnlySpan<byte> Text => results.Count > 0 || calls.Count == 0 ? all.Span : all.Span[..textLength];

    /// <summary>The names of the called tools.</summary>
    public ReadOnlySpan<byte> Names => names.Span;

    /// <summary>The calls, as ranges of <see cref="Names"/> and <see cref="All"/>.</summary>
    public ReadOnlySpan<(Range Name, Range Arguments)> Calls => CollectionsMarshal.AsSpan(calls);

    /// <summary>The results, as ranges of <see cref="All"/>.</summary>
    public ReadOnlySpan<Range> Results => CollectionsMarshal.AsSpan(results);

    /// <summary>The hash of everything else, such as images and reasoning; 0 if there is nothing.</summary>
    public ulong Attachments { get; private set; }

    /// <summary>Reads an item of a conversation.</summary>
    /// <returns>Its role.</returns>
    public PromptRole ReadItem(ReadOnlySpan<byte> item)
    {
        Clear();
        var (role, isCall, isOutput) = (PromptRole.None, false, false);
        ReadOnlySpan<byte> content = default, toolCalls = default, name = default, arguments = default, output = default;
        var json = new JsonCursor(item);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("role"u8)) role = RoleOf(PromptJson.TextOf(PromptJson.ReadValue(ref json, item)));
            else if (json.ValueTextEquals("content"u8) || json.ValueTextEquals("parts"u8)) content = PromptJson.ReadValue(ref json, item);
            else if (json.ValueTextEquals("tool_calls"u8)) toolCalls = PromptJson.ReadValue(ref json, item);
            else if (json.ValueTextEquals("name"u8)) name = PromptJson.ReadValue(ref json, item);
            else if (json.ValueTextEquals("arguments"u8) || json.ValueTextEquals("input"u8) || json.ValueTextEquals("action"u8)) arguments = PromptJson.ReadValue(ref json, item);
            else if (json.ValueTextEquals("output"u8)) output = PromptJson.ReadValue(ref json, item);
            else if (json.ValueTextEquals("type"u8))
            {
                var type = PromptJson.TextOf(PromptJson.ReadValue(ref json, item));
                (isCall, isOutput) = (type.EndsWith("_call"u8), type.EndsWith("_output"u8));
            }
            else if (IsIgnored(ref json)) json.Skip();
            else AddAttachment(PromptJson.ReadValue(ref json, item));
        }

        if (isOutput) role = PromptRole.Result;
        else if (isCall) role = PromptRole.Turn;
        if (isOutput) AddResult(output);
        else AddContent(content);
        if (isCall) AddCall(name, arguments);
        if (!toolCalls.IsEmpty) ReadCalls(toolCalls);
        return End(role);
    }

    /// <summary>Reads a text or the parts of a message.</summary>
    /// <returns>Its role, which is another one if the parts are results.</returns>
    public PromptRole ReadContent(ReadOnlySpan<byte> content, PromptRole role)
    {
        Clear();
        AddContent(content);
        return End(role);
    }

    public void Dispose()
    {
        all.Dispose();
        names.Dispose();
    }

    private PromptRole End(PromptRole role)
    {
        if (calls.Count == 0) textLength = all.Length;
        if (role == PromptRole.Result && results.Count == 0) results.Add(..all.Length);
        return results.Count > 0 ? PromptRole.Result : role;
    }

    private void Clear()
    {
        all.Truncate(0);
        names.Truncate(0);
        calls.Clear();
        results.Clear();
        (textLength, Attachments) = (0, 0);
    }

    private static PromptRole RoleOf(ReadOnlySpan<byte> role) =>
        role.SequenceEqual("user"u8) ? PromptRole.User
        : role.SequenceEqual("assistant"u8) || role.SequenceEqual("model"u8) ? PromptRole.Turn
        : role.SequenceEqual("tool"u8) || role.SequenceEqual("function"u8) ? PromptRole.Result
        : role.SequenceEqual("system"u8) || role.SequenceEqual("developer"u8) ? PromptRole.System
        : PromptRole.None;

    /// <summary>A field that clients change without changing the prompt.</summary>
    private static bool IsIgnored(ref JsonCursor json) =>
        json.ValueTextEquals("cache_control"u8) || json.ValueTextEquals("id"u8) || json.ValueTextEquals("call_id"u8) || json.ValueTextEquals("tool_call_id"u8)
        || json.ValueTextEquals("tool_use_id"u8) || json.ValueTextEquals("status"u8);

    private void AddContent(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return;
        var json = new JsonCursor(content);
        json.Read();
        if (json.TokenType == JsonTokenType.String) AddText(ref json);
        else if (json.TokenType == JsonTokenType.StartObject) ReadPart(content);
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String) AddText(ref json);
            else if (json.TokenType == JsonTokenType.StartObject) ReadPart(PromptJson.CurrentValue(ref json, content));
            else json.Skip();
        }
    }

    private void ReadPart(ReadOnlySpan<byte> part)
    {
        var (isCall, isResult) = (false, false);
        ReadOnlySpan<byte> name = default, arguments = default, content = default;
        var json = new JsonCursor(part);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("text"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.String) AddText(ref json);
                else json.Skip();
            }
            else if (json.ValueTextEquals("parts"u8)) AddContent(PromptJson.ReadValue(ref json, part));
            else if (json.ValueTextEquals("name"u8)) name = PromptJson.ReadValue(ref json, part);
            else if (json.ValueTextEquals("input"u8) || json.ValueTextEquals("args"u8)) arguments = PromptJson.ReadValue(ref json, part);
            else if (json.ValueTextEquals("content"u8)) content = PromptJson.ReadValue(ref json, part);
            else if (json.ValueTextEquals("functionCall"u8)) ReadCall(PromptJson.ReadValue(ref json, part));
            else if (json.ValueTextEquals("functionResponse"u8)) AddResult(PromptJson.ReadValue(ref json, part));
            else if (json.ValueTextEquals("type"u8))
            {
                var type = PromptJson.TextOf(PromptJson.ReadValue(ref json, part));
                (isCall, isResult) = (type.EndsWith("tool_use"u8), type.EndsWith("tool_result"u8));
            }
            else if (IsIgnored(ref json)) json.Skip();
            else AddAttachment(PromptJson.ReadValue(ref json, part));
        }

        if (isCall) AddCall(name, arguments);
        else if (isResult) AddResult(content);
        else if (!content.IsEmpty) AddAttachment(content);
    }

    /// <summary>OpenAI's and Ollama's lists of calls.</summary>
    private void ReadCalls(ReadOnlySpan<byte> list)
    {
        var json = new JsonCursor(list);
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject) ReadCall(PromptJson.CurrentValue(ref json, list));
            else json.Skip();
        }
    }

    private void ReadCall(ReadOnlySpan<byte> call)
    {
        ReadOnlySpan<byte> name = default, arguments = default;
        var json = new JsonCursor(call);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("function"u8) || json.ValueTextEquals("custom"u8))
            {
                ReadCall(PromptJson.ReadValue(ref json, call));
                return;
            }

            if (json.ValueTextEquals("name"u8)) name = PromptJson.ReadValue(ref json, call);
            else if (json.ValueTextEquals("arguments"u8) || json.ValueTextEquals("args"u8) || json.ValueTextEquals("input"u8)) arguments = PromptJson.ReadValue(ref json, call);
            else json.Skip();
        }

        if (!name.IsEmpty) AddCall(name, arguments);
    }

    private void AddCall(ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        if (calls.Count == 0) textLength = all.Length;
        var (nameStart, start) = (names.Length, all.Length);
        names.Append(PromptJson.TextOf(name));
        AddValue(arguments);
        calls.Add((nameStart..names.Length, start..all.Length));
    }

    private void AddResult(ReadOnlySpan<byte> content)
    {
        var start = all.Length;
        if (content is [(byte)'{', ..]) all.Append(content);
        else AddContent(content);
        results.Add(start..all.Length);
    }

    private void AddValue(ReadOnlySpan<byte> value)
    {
        if (PromptJson.IsString(value)) EscapedText.AppendTo(all, PromptJson.TextOf(value));
        else all.Append(value);
    }

    private void AddText(ref JsonCursor json)
    {
        var text = json.ValueSpan;
        if (BillingLine.Find(ref json) is { } line) text = text[(line.Text.End.Value - line.Text.Start.Value)..];
        EscapedText.AppendTo(all, text);
    }

    private void AddAttachment(ReadOnlySpan<byte> value) => Attachments = ChainHash.Next(Attachments ^ ChainHash.Start, value);
}
