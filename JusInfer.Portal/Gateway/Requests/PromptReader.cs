using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Reads the outline of a prompt in any dialect, by the shape that conversations have in all of them: a list of items with roles or types, whose contents are texts,
/// parts, tool calls and results. What it does not know, it hashes. The dialect's reader has checked before that the body is valid JSON.
/// </summary>
/// <remarks>
/// Markers and ids that clients change between calls without changing the prompt are left out: <c>cache_control</c>, ids of calls, and the line with which Claude
/// Code begins its system prompt.
/// </remarks>
internal sealed class PromptReader : IDisposable
{
    /// <summary>The part of the system prompt and of the first message that the domain is recognized from.</summary>
    private const int MaxHeadBytes = 8 * 1024;

    private const int InitialBytes = 4 * 1024;

    private readonly StepClassifier head;
    private readonly PrefixHasher hasher = new();
    private readonly PromptMessage message = new();
    private readonly PooledBuffer system = new(InitialBytes);
    private readonly PooledBuffer firstUser = new(InitialBytes);
    private readonly PooledBuffer turn = new(InitialBytes);
    private StepHistory trail;
    private DomainSignals signals;
    private ulong toolNames;
    private ulong? root;
    private bool hasTools;
    private bool hasTurn;
    private PromptRole last;

    private PromptReader(StepClassifier head) => this.head = head;

    /// <param name="body">The body of the request, a JSON object.</param>
    /// <param name="recalled">Items of a stored conversation that precede those of the body: objects separated by commas.</param>
    /// <param name="features">The features of the request.</param>
    /// <param name="head">The step head.</param>
    /// <returns>The outline; null if a name in the body is not valid Unicode.</returns>
    public static PromptOutline? Read(ReadOnlySpan<byte> body, ReadOnlySpan<byte> recalled, RequestFeatures features, StepClassifier head)
    {
        using var reader = new PromptReader(head);
        try
        {
            if (!recalled.IsEmpty) reader.ReadItems([(byte)'[', .. recalled, (byte)']']);
            reader.ReadBody(body);
            return reader.Outline(features);
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }

    public void Dispose()
    {
        message.Dispose();
        system.Dispose();
        firstUser.Dispose();
        turn.Dispose();
    }

    private PromptOutline Outline(RequestFeatures features)
    {
        var lastText = last is PromptRole.None or PromptRole.Turn ? default : message.Text;
        var text = new RequestText(system.Span, last == PromptRole.User ? lastText : default);
        var isAgent = hasTools || trail.Count(StepAction.Reply) < trail.Steps;
        return new PromptOutline
        {
            Prefix = hasher.Result(),
            Root = (root ?? hasher.Chain) ^ toolNames,
            HasTurn = hasTurn,
            SideCall = SideCalls.Recognize(features, text),
            Domain = signals.Domain(new RequestText(system.Span, firstUser.Span)),
            IsAgent = isAgent,
            EndsWithResult = trail.EndsWithResult,
            Risk = isAgent ? head.Predict(in trail, lastText, turn.Span) : 1,
            Trouble = Trouble.Of(in trail),
            FailedChange = trail.FailsTests ? trail.StepsSinceChange : null,
        };
    }

    private void ReadBody(ReadOnlySpan<byte> body)
    {
        var json = new JsonCursor(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref json);
            var value = PromptJson.ReadValue(ref json, body);
            if (field == Field.Items) ReadItems(value);
            else if (field == Field.System) ReadSystem(value);
            else if (field == Field.Tools) ReadTools(value);
        }
    }

    private static Field FieldOf(ref JsonCursor json) =>
        json.ValueTextEquals("messages"u8) || json.ValueTextEquals("input"u8) || json.ValueTextEquals("contents"u8) || json.ValueTextEquals("prompt"u8) ? Field.Items
        : json.ValueTextEquals("system"u8) || json.ValueTextEquals("instructions"u8) || json.ValueTextEquals("systemInstruction"u8)
            || json.ValueTextEquals("system_instruction"u8) ? Field.System
        : json.ValueTextEquals("tools"u8) || json.ValueTextEquals("functions"u8) ? Field.Tools
        : Field.Other;

    private void ReadItems(ReadOnlySpan<byte> items)
    {
        var json = new JsonCursor(items);
        json.Read();
        if (json.TokenType == JsonTokenType.String) ReadText(items, PromptRole.User);
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var item = PromptJson.CurrentValue(ref json, items);
            if (item[0] == (byte)'"') ReadText(item, PromptRole.User);
            else if (item[0] == (byte)'{') Add(message.ReadItem(item));
        }
    }

    private void ReadSystem(ReadOnlySpan<byte> value)
    {
        if (value[0] is (byte)'"' or (byte)'{' or (byte)'[') ReadText(value, PromptRole.System);
    }

    private void ReadText(ReadOnlySpan<byte> content, PromptRole role) => Add(message.ReadContent(content, role));

    private void Add(PromptRole role)
    {
        if (role == PromptRole.None) return;
        hasher.AddMessage((byte)role, message.All, message.Attachments);
        switch (role)
        {
            case PromptRole.System:
                AppendHead(system, message.Text);
                trail.AddUser(message.Text);
                break;
            case PromptRole.User:
                if (root is null)
                {
                    root = hasher.Chain;
                    AppendHead(firstUser, message.Text);
                }

                trail.AddUser(message.Text);
                break;
            case PromptRole.Result:
                foreach (var result in message.Results) trail.AddResult(message.All[result]);
                break;
            default:
                AddTurn();
                break;
        }

        last = role;
    }

    /// <summary>A tool call that is an item of its own belongs to the turn before it.</summary>
    private void AddTurn()
    {
        hasTurn = true;
        var continues = last == PromptRole.Turn && message.Text.IsEmpty;
        if (!continues)
        {
            trail.AddTurn(message.Text);
            turn.Truncate(0);
        }

        foreach (var (name, arguments) in message.Calls) trail.AddCall(message.Names[name], message.All[arguments]);
        turn.Append(message.All);
    }

    private void ReadTools(ReadOnlySpan<byte> tools)
    {
        var json = new JsonCursor(tools);
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            hasTools = true;
            var tool = PromptJson.CurrentValue(ref json, tools);
            hasher.AddTool(tool);
            ReadToolNames(tool);
        }
    }

    /// <summary>The name of a tool, of its function, or of each of its functions.</summary>
    private void ReadToolNames(ReadOnlySpan<byte> tool)
    {
        const int MaxDepth = 3;
        var json = new JsonCursor(tool);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth > MaxDepth || !json.ValueTextEquals("name"u8)) continue;
            json.Read();
            if (json.TokenType != JsonTokenType.String) continue;
            signals.AddTool(json.ValueSpan);
            toolNames += ChainHash.Next(ChainHash.Start, json.ValueSpan);
        }
    }

    private static void AppendHead(PooledBuffer buffer, ReadOnlySpan<byte> text) => buffer.Append(text[..Math.Min(text.Length, Math.Max(0, MaxHeadBytes - buffer.Length))]);

    private enum Field
    {
        Other,
        Items,
        System,
        Tools,
    }
}
