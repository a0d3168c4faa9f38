using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Gateway.Translation.JsonResponses;

/// <summary>
/// The answer of one attempt that must be JSON, from a target that does not guarantee the required format. The model is asked for it in a
/// mode for schemas, with a tool or by an instruction, and the answer is verified before the client receives any of it.
/// </summary>
/// <remarks>
/// 1. <see cref="Apply"/> changes the conversation that is sent.
/// 2. <see cref="JsonResponseSink"/> collects the answer and passes it to <see cref="Verify"/>.
/// 3. If it is invalid, another attempt at the same target asks for a correction.
/// </remarks>
internal sealed class VerifiedJson
{
    /// <summary>The maximum length of a schema. OpenAI accepts 120,000 characters of names and values. Characters.</summary>
    private const int MaxSchemaLength = 256 * 1024;

    private readonly OutputFormat format;
    private readonly JsonNode? schema;

    /// <param name="format">The required format.</param>
    /// <exception cref="RequestFault">The schema is invalid.</exception>
    public VerifiedJson(OutputFormat format)
    {
        this.format = format;
        if (format is OutputFormat.JsonSchema given && FindFault(given.Schema, out schema) is { } fault)
            throw new RequestFault($"The JSON schema of the answer {fault}.", param: null);
    }

    /// <summary>Whether answers can be verified against a schema.</summary>
    public static bool CanVerify(JsonElement schema) => FindFault(schema, out _) is null;

    /// <summary>The target has a mode that takes the required format, but does not enforce it. Nothing else is asked for.</summary>
    public bool HasSchemaMode { get; init; }

    /// <summary>The model is asked with a tool that it is forced to call. Otherwise it is asked by an instruction.</summary>
    public bool UsesTool { get; init; }

    /// <summary>The target has a mode for JSON objects, which is requested in addition to the instruction.</summary>
    public bool HasObjectMode { get; init; }

    /// <summary>The answer that the model is asked to correct; null for a first answer.</summary>
    public InvalidJson? Correction { get; init; }

    /// <summary>The answer, if it is invalid.</summary>
    public InvalidJson? Invalid { get; private set; }

    /// <summary>The conversation that asks the target for the format.</summary>
    public Conversation Apply(Conversation conversation)
    {
        var turns = Correction is null ? conversation.Turns : AddCorrection(conversation.Turns, Correction);
        if (HasSchemaMode) return conversation with { Turns = turns };
        if (UsesTool)
        {
            var tool = ResponseTool.Of(((OutputFormat.JsonSchema)format).Schema);
            return conversation with { Turns = turns, Tools = [tool], ToolChoice = ToolChoice.Named(tool.Name), ParallelToolCalls = null, Format = OutputFormat.Text };
        }

        return conversation with
        {
            Turns = AddInstruction(turns, JsonText.From(JsonPrompt.InstructionFor(format))),

            // Groq and others reject the mode in a request with tools.
            Format = HasObjectMode && conversation.Tools.IsEmpty ? OutputFormat.JsonObject : OutputFormat.Text,
        };
    }

    /// <summary>The JSON document of an answer, without other text around it: the longest valid one. Null if there is none.</summary>
    /// <param name="escaped">The text of the complete answer.</param>
    public JsonText? Verify(ReadOnlySpan<byte> escaped)
    {
        if (!JsonText.OfEscaped(escaped).TryDecode(out var text))
        {
            const string Surrogate = "it contains an unpaired surrogate";
            Invalid = new InvalidJson("", Surrogate, Surrogate);
            return null;
        }

        (string Fault, string ForClient)? fault = null;
        ReadOnlyMemory<byte> document = default;
        var validator = new SchemaValidator(schema);
        foreach (var found in JsonDocumentFinder.Find(text))
        {
            if (FaultOf(found.Value, validator) is { } problem) fault ??= problem;
            else if (found.Utf8.Length > document.Length) document = found.Utf8;
        }

        if (!document.IsEmpty) return JsonText.OfUtf8(document.Span);
        var (forModel, forClient) = fault ?? ("it is not JSON", "it is not JSON");
        Invalid = new InvalidJson(text, forModel, forClient);
        return null;
    }

    private (string Fault, string ForClient)? FaultOf(JsonNode? value, SchemaValidator validator)
    {
        if (format is OutputFormat.JsonSchema)
            return validator.FindFault(value, schema) is { } fault ? (fault.ToString(), fault.ToStringWithoutValue()) : null;
        return value is JsonObject ? null : ("it is not a JSON object", "it is not a JSON object");
    }

    private static string? FindFault(JsonElement given, out JsonNode? parsed)
    {
        parsed = null;
        var text = given.GetRawText();
        if (text.Length > MaxSchemaLength)
            return $"has more than {MaxSchemaLength} characters. Use a smaller one, or a model that enforces schemas";
        try
        {
            parsed = JsonNode.Parse(text, documentOptions: JsonDepth.DocumentOptions with { AllowDuplicateProperties = false });
            return SchemaSyntax.FindFault(parsed) is { } fault ? $"is invalid {fault}" : null;
        }
        catch (Exception unreadable) when (UnreadableJson.Caused(unreadable))
        {
            return "is invalid a property occurs twice, or a string contains an unpaired surrogate";
        }
    }

    /// <summary>Adds the instruction to the system prompt, because many chat templates accept only one.</summary>
    private static ImmutableArray<Turn> AddInstruction(ImmutableArray<Turn> turns, JsonText instruction)
    {
        var leading = turns.TakeWhile(static turn => turn.Role is TurnRole.System or TurnRole.Developer).Count();
        var part = new Part.Text(instruction);
        if (leading == 0 || leading == turns.Length) return turns.Insert(0, new Turn(TurnRole.System, [part], turns[0].Path));
        var last = turns[leading - 1];
        return turns.SetItem(leading - 1, last with { Parts = last.Parts.Add(part) });
    }

    private static ImmutableArray<Turn> AddCorrection(ImmutableArray<Turn> turns, InvalidJson invalid)
    {
        var path = turns[^1].Path;
        var request = new Turn(TurnRole.User, [new Part.Text(JsonText.From(JsonPrompt.CorrectionOf(invalid.Fault)))], path);
        return string.IsNullOrWhiteSpace(invalid.Text) ? turns.Add(request)
            : turns.AddRange(new Turn(TurnRole.Assistant, [new Part.Text(JsonText.From(invalid.Text))], path), request);
    }
}

/// <summary>An answer that does not have the required format.</summary>
/// <param name="Text">The text of the answer.</param>
/// <param name="Fault">What is wrong with it, as a sentence without its period. Can quote the answer and the client's schema.</param>
/// <param name="ForClient">The same without anything of the answer, which the client does not receive.</param>
internal sealed record InvalidJson(string Text, string Fault, string ForClient);
