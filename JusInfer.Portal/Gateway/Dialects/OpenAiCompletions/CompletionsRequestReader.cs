using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>
/// Reads a text completion request (platform.openai.com/docs/api-reference/completions/create) in one pass. Reads only the fields that the
/// gateway uses, and records whether a chat model can answer the request.
/// </summary>
internal struct CompletionsRequestReader
{
    /// <summary>OpenAI's own maximum of choices.</summary>
    private const int MaxChoices = 128;

    private string? model;
    private Range modelSpan;
    private long? promptBytes;
    private int prompts = 1;
    private long choices = 1;
    private bool stream;
    private StreamOptions options;
    private int? maxTokens;
    private Range? maxTokensValue;
    private EngineLimit engineLimit;
    private AttributionFields names;
    private PolicySubjects subjects;
    private string? completionsOnlyField;

    public CompletionsRequestReader()
    {
    }

    public static Result<CompletionsRequest, GatewayError> Read(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'prompt'", static (ref JsonCursor json) => new CompletionsRequestReader().Read(ref json));

    private CompletionsRequest Read(ref JsonCursor json)
    {
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            ReadProperty(ref json);
        }

        if (model is null) throw RequestFields.ModelMissing;
        if (promptBytes is null) throw new RequestFault("The field 'prompt' is missing: send the text to complete.", "prompt");
        return new CompletionsRequest
        {
            Model = model,
            Stream = stream,
            WantsUsage = options.WantsUsage,
            User = names.User,
            Session = names.Session,
            Subjects = subjects,
            BilledAnswers = (int)Math.Min(choices * prompts, int.MaxValue),
            CompletionsOnlyField = completionsOnlyField,
            Features = new RequestFeatures
            {
                RequiredCapabilities = completionsOnlyField is null ? Capabilities.None : Capabilities.Completions,
                InputTokens = TokenEstimate.Of(promptBytes.Value),
                MaxOutputTokens = engineLimit.Over(maxTokens),
                MessageCount = 1,
                LastMessageRole = LastMessageRole.User,
                LastMessageBytes = (int)promptBytes.Value,
            },
            Ranges = new ChatRequestRanges
            {
                Model = modelSpan,
                StreamOptions = options.Span,
                IncludeUsage = options.IncludeUsage,
                MaxTokens = maxTokensValue,
                EngineLimit = engineLimit.Value,
            },
        };
    }

    private void ReadProperty(ref JsonCursor json)
    {
        if (json.ValueTextEquals("model"u8)) (model, modelSpan) = RequestFields.ReadModel(ref json);
        else if (json.ValueTextEquals("prompt"u8)) ReadPrompt(ref json);
        else if (json.ValueTextEquals("stream"u8)) stream = RequestFields.ReadFlag(ref json, "stream");
        else if (json.ValueTextEquals("stream_options"u8)) options = StreamOptions.Read(ref json);
        else if (json.ValueTextEquals("max_tokens"u8)) ReadMaxTokens(ref json);
        else if (EngineLimit.Is(ref json)) engineLimit.Read(ref json);
        else if (json.ValueTextEquals("echo"u8)) NoteIf(RequestFields.ReadFlag(ref json, "echo"), "echo");
        else if (json.ValueTextEquals("suffix"u8)) NoteIf(RequestFields.ReadText(ref json) is { Length: > 0 }, "suffix");
        else if (json.ValueTextEquals("logprobs"u8)) NoteIf(Number(ref json, "logprobs") is not null, "logprobs");
        else if (json.ValueTextEquals("best_of"u8)) NoteIf(Choices(ref json, "best_of") > 1, "best_of");
        else if (json.ValueTextEquals("n"u8)) NoteIf(Choices(ref json, "n") > 1, "n");
        else if (!names.TryRead(ref json)) subjects.ReadField(ref json);
    }

    private void ReadMaxTokens(ref JsonCursor json)
    {
        maxTokens = RequestFields.ReadCount(ref json, "max_tokens") ?? maxTokens;
        maxTokensValue = RequestFields.CurrentToken(ref json);
    }

    private void ReadPrompt(ref JsonCursor json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.StartArray) ReadPrompts(ref json);
        else if (json.TokenType != JsonTokenType.String)
            throw new RequestFault("The field 'prompt' must be a string, or an array of strings or of token numbers.", "prompt");
        promptBytes = json.BytesConsumed - start;
    }

    private void ReadPrompts(ref JsonCursor json)
    {
        var (items, isOfTokens) = (0, true);
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; items++)
        {
            isOfTokens &= json.TokenType == JsonTokenType.Number;
            if (json.TokenType == JsonTokenType.StartArray) json.Skip();
            else if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
                throw new RequestFault(
                    $"'prompt[{items}]' must be a string, a token number or an array of token numbers.", $"prompt[{items}]");
            NoteIf(json.TokenType != JsonTokenType.String, $"prompt[{items}]");
        }

        if (items == 0) throw new RequestFault("The field 'prompt' is empty: send at least one string.", "prompt");
        NoteIf(items > 1, "prompt[1]");
        prompts = isOfTokens ? 1 : items;
    }

    private void NoteIf(bool needsCompletions, string path)
    {
        if (needsCompletions) completionsOnlyField ??= path;
    }

    /// <summary>Each choice of each prompt can be as long as the limit, also those of which the provider returns the best.</summary>
    private long? Choices(ref JsonCursor json, string field)
    {
        if (Number(ref json, field) is not { } count) return null;
        if (count is < 1 or > MaxChoices)
            throw new RequestFault($"The field '{field}' must be a whole number from 1 to {MaxChoices}.", field);
        choices = Math.Max(choices, count);
        return count;
    }

    private static long? Number(ref JsonCursor json, string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new RequestFault($"The field '{field}' must be a whole number, zero or more.", field);
    }
}
