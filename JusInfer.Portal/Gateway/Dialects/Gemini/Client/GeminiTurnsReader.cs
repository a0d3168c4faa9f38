using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Reads contents into turns; contents of one role that follow each other are one turn. Function calls may have no ids; they get ids by their
/// position. A response without an id belongs to the first call of its function that has no response yet.
/// </summary>
internal sealed class GeminiTurnsReader
{
    /// <summary>The parts of tools that Google runs. They are in sessions that began at Google, and no other model reads them.</summary>
    private static readonly string[] HostedToolParts = ["executableCode", "codeExecutionResult", "toolCall", "toolResponse"];

    private readonly ImmutableArray<Turn>.Builder turns = ImmutableArray.CreateBuilder<Turn>();
    private readonly ImmutableArray<Part>.Builder results = ImmutableArray.CreateBuilder<Part>();
    private readonly ImmutableArray<Part>.Builder userParts = ImmutableArray.CreateBuilder<Part>();
    private readonly GeminiModelParts modelParts = new();
    private readonly List<Part.ToolCall> pending = [];
    private bool isModel;
    private string path = "";
    private int calls;

    public static ImmutableArray<Turn> Read(BodyValue body)
    {
        var reader = new GeminiTurnsReader();
        if (body.Field("systemInstruction") is { } system) reader.ReadSystem(system);
        var contents = body.Require("contents", "send the conversation as an array of contents");
        foreach (var content in contents.List()) reader.ReadContent(content);
        reader.EndTurn();
        return reader.turns.Any(static turn => turn.Role != TurnRole.System)
            ? reader.turns.ToImmutable()
            : throw contents.Fault("has no parts: send at least one text");
    }

    private void ReadSystem(BodyValue system)
    {
        var texts = system.IsString ? [new Part.Text(system.Text())]
            : Parts(system).Select(static part => (Part)new Part.Text(part.Require("text", "system instructions are text").Text())).ToImmutableArray();
        if (!texts.IsEmpty) turns.Add(new Turn(TurnRole.System, texts, system.Path));
    }

    private void ReadContent(BodyValue content)
    {
        var role = content.Find("role");
        var byModel = role?.String() switch
        {
            "model" => true,
            null or "" or "user" or "function" or "tool" => false,
            _ => throw role.Value.Fault("must be user or model"),
        };
        if (byModel != isModel) EndTurn();
        if (byModel && !isModel) pending.Clear();
        if (byModel != isModel || path.Length == 0) path = content.Path;
        isModel = byModel;
        foreach (var part in Parts(content))
        {
            if (byModel) ReadModelPart(part);
            else ReadUserPart(part);
        }
    }

    private static ImmutableArray<BodyValue> Parts(BodyValue content) => content.Find("parts")?.List() ?? [];

    private void EndTurn()
    {
        ImmutableArray<Part> parts = isModel ? modelParts.Take() : [.. results, .. userParts];
        results.Clear();
        userParts.Clear();
        if (!parts.IsEmpty) turns.Add(new Turn(isModel ? TurnRole.Assistant : TurnRole.User, parts, path));
    }

    private void ReadModelPart(BodyValue part)
    {
        if (part.Field("functionCall") is { } call) modelParts.Add(Call(call, part));
        else if (part.Find("text") is { } text)
        {
            if (part.Find("thought") is { } thought && GeminiScalars.Flag(thought))
                modelParts.AddThought(text.Text(), GeminiSignature.Decode(part));
            else modelParts.AddText(text.Text());
        }
        else if (GeminiMediaReader.Read(part) is { } media) modelParts.Add(media);
        else CheckIgnored(part);
    }

    private void ReadUserPart(BodyValue part)
    {
        if (part.Field("functionResponse") is { } response) results.Add(Result(response));
        else if (part.Find("text") is { } text)
        {
            if (!text.Text().IsEmpty) userParts.Add(new Part.Text(text.Text()));
        }
        else if (GeminiMediaReader.Read(part) is { } media) userParts.Add(media);
        else CheckIgnored(part);
    }

    private static void CheckIgnored(BodyValue part)
    {
        if (part.Find("thought") is null && part.Field(GeminiSignature.Field) is null && !Array.Exists(HostedToolParts, name => part.Field(name) is not null))
            throw Unknown(part, "text, inlineData, fileData, functionCall or functionResponse");
    }

    /// <param name="part">A part of no known kind, an object.</param>
    /// <param name="accepted">The fields that say the kind.</param>
    private static RequestFault Unknown(BodyValue part, string accepted)
    {
        const int MaxNames = 5;
        string[] names = [.. part.Json.EnumerateObject().Take(MaxNames).Select(static field => BodyValue.Quote(field.Name))];
        return part.Fault($"{(names.Length == 0 ? "is empty" : $"has only {string.Join(", ", names)}")}, but must have {accepted}");
    }

    private Part.ToolCall Call(BodyValue call, BodyValue part)
    {
        var arguments = ToolArguments.Read(call.Find("args"), "an object");
        var id = call.Find("id")?.String() is { Length: > 0 } own ? ToolCallIds.Decode(own) : $"call_{calls}";
        calls++;
        var read = new Part.ToolCall(id, call.Require("name", "the function's name").String(), arguments) { Extra = GeminiSignature.ReadExtra(part) };
        pending.Add(read);
        return read;
    }

    private Part.ToolResult Result(BodyValue response)
    {
        var id = CallId(response);
        var (content, isError) = response.Find("response") is { } value ? Output(value.Object()) : (JsonText.Empty, false);
        var media = Parts(response).Select(static part => GeminiMediaReader.Read(part) ?? throw Unknown(part, "inlineData or fileData"));
        return new Part.ToolResult(id, [new Part.Text(content), .. media]) { IsError = isError, Path = response.Path };
    }

    private string CallId(BodyValue response)
    {
        var id = response.Find("id")?.String() is { Length: > 0 } given ? ToolCallIds.Decode(given) : null;
        var name = response.Find("name")?.String();
        var at = id is null ? -1 : pending.FindIndex(call => call.Id == id);
        if (at < 0) at = pending.FindIndex(call => call.Name == name);
        if (at < 0) throw response.Fault("is the response to a function call that the contents of the model before it do not have");
        id = pending[at].Id;
        pending.RemoveAt(at);
        return id;
    }

    /// <summary>
    /// Reads a response: an object with the output or the error as its only property, as clients send it, or any other object, which is the
    /// output.
    /// </summary>
    private static (JsonText Text, bool IsError) Output(BodyValue response)
    {
        var properties = response.Json.EnumerateObject().Take(2).ToList();
        if (properties is not [{ Name: "output" or "result" or "error" } only]) return (JsonText.From(response.Json.GetRawText()), false);
        var text = only.Value.ValueKind == JsonValueKind.String ? JsonText.From(only.Value) : JsonText.From(only.Value.GetRawText());
        return (text, only.Name == "error");
    }
}
