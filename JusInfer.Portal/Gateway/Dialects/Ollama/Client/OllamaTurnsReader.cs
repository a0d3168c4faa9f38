using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Client;

/// <summary>
/// Reads messages into turns. Tool calls may have no ids; they get ids by their position. A result without an id belongs to the first call
/// of its tool that has no result yet, or, without a tool's name, to the first such call.
/// </summary>
internal sealed class OllamaTurnsReader
{
    private const string Roles = "system, user, assistant or tool";

    private readonly ImmutableArray<Turn>.Builder turns = ImmutableArray.CreateBuilder<Turn>();
    private readonly ImmutableArray<Part>.Builder results = ImmutableArray.CreateBuilder<Part>();
    private readonly List<Part.ToolCall> pending = [];
    private string resultsPath = "";
    private int calls;

    public static ImmutableArray<Turn> Read(BodyValue messages)
    {
        var reader = new OllamaTurnsReader();
        foreach (var message in messages.Items()) reader.ReadMessage(message);
        reader.FlushResults();
        return reader.turns.ToImmutable();
    }

    /// <summary>The images of a message or of a generation's prompt.</summary>
    public static IEnumerable<Part> Images(BodyValue holder) =>
        holder.Find("images") is { } images ? images.Items().Select(OllamaImages.Read) : [];

    private void ReadMessage(BodyValue message)
    {
        var role = message.Require("role", Roles);
        switch (role.String())
        {
            case "system":
                Add(TurnRole.System, message, Content(message));
                break;
            case "user":
                Add(TurnRole.User, message, Content(message));
                break;
            case "assistant":
                Add(TurnRole.Assistant, message, AssistantParts(message));
                break;
            case "tool":
                if (results.Count == 0) resultsPath = message.Path;
                results.Add(new Part.ToolResult(CallId(message), Content(message)) { Path = message.Path });
                break;
            default:
                throw role.Fault($"must be {Roles}");
        }
    }

    private void Add(TurnRole role, BodyValue message, ImmutableArray<Part> parts)
    {
        FlushResults();
        turns.Add(new Turn(role, parts, message.Path));
    }

    private void FlushResults()
    {
        if (results.Count > 0) turns.Add(new Turn(TurnRole.User, results.ToImmutable(), resultsPath));
        results.Clear();
    }

    private static ImmutableArray<Part> Content(BodyValue message)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        if (message.Find("content") is { } content && !content.Text().IsEmpty) parts.Add(new Part.Text(content.Text()));
        parts.AddRange(Images(message));
        return parts.ToImmutable();
    }

    private ImmutableArray<Part> AssistantParts(BodyValue message)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        if (message.Find("thinking") is { } thinking && !thinking.Text().IsEmpty)
            parts.Add(new Part.Reasoning(thinking.Text(), Signature: null));
        parts.AddRange(Content(message));
        pending.Clear();
        foreach (var call in message.Find("tool_calls")?.Items() ?? [])
        {
            var read = Call(call);
            pending.Add(read);
            parts.Add(read);
        }

        return parts.ToImmutable();
    }

    private Part.ToolCall Call(BodyValue call)
    {
        var function = call.Require("function", "an object with a name and arguments");
        var arguments = ToolArguments.Read(function.Find("arguments"), "an object");
        var id = call.Find("id")?.String() is { Length: > 0 } own ? ToolCallIds.Decode(own) : $"call_{calls}";
        calls++;
        return new Part.ToolCall(id, function.Require("name", "the function's name").String(), arguments);
    }

    private string CallId(BodyValue message)
    {
        var id = message.Find("tool_call_id")?.String() is { Length: > 0 } given ? ToolCallIds.Decode(given) : null;

        // Ollama's examples had the name so before it read any (ollama/ollama-python#352).
        var tool = (message.Find("tool_name") ?? message.Find("name"))?.String();
        var at = id is not null ? pending.FindIndex(call => call.Id == id) : pending.FindIndex(call => call.Name == tool);
        if (at < 0 && id is null && pending.Count > 0) at = 0;
        if (at < 0) throw message.Fault("is the result of a tool call that the assistant message before it does not contain");
        id = pending[at].Id;
        pending.RemoveAt(at);
        return id;
    }
}
