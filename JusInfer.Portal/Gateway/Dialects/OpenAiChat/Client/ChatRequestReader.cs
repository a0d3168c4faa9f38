using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads a chat completion request (platform.openai.com/docs/api-reference/chat/create) in one pass over its bytes. Reads only the fields
/// that the gateway uses; other fields may have any value.
/// </summary>
internal struct ChatRequestReader
{
    /// <summary>OpenAI's own maximum (platform.openai.com/docs/api-reference/chat/create).</summary>
    private const int MaxChoices = 128;

    private string? model;
    private Range modelRange;
    private bool stream;
    private Range? streamValue;
    private StreamOptions options;
    private AttributionFields attribution;
    private PolicySubjects subjects;
    private Capabilities needs;
    private int? maxTokens;
    private int? maxCompletionTokens;
    private Range? maxTokensName;
    private Range? maxTokensValue;
    private Range? maxCompletionTokensValue;
    private EngineLimit engineLimit;
    private int choices;
    private ChatMessagesReader messages;
    private List<Range>? unionSchemas;
    private List<BodyField>? openAiFields;
    private List<BodyField>? reasoningFields;
    private long toolBytes;
    private CustomTools customTools;
    private Range lastTool;
    private bool hasTools;
    private bool hasFunctions;
    private bool hasForeignTools;
    private bool repeatsTools;
    private Range toolList;
    private Range functionList;
    private ToolChoiceField toolChoice;
    private ToolChoiceField functionChoice;
    private BodyField? emptyTools;
    private List<BodyField>? sampling;
    private BodyField? effort;
    private string? effortName;

    /// <returns>The request, or the error with the path of the invalid field.</returns>
    public static Result<ChatRequest, GatewayError> Read(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'messages'", Read);

    private static ChatRequest Read(ref JsonCursor json)
    {
        var reader = default(ChatRequestReader);
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            reader.ReadProperty(ref json);
        }

        var request = reader.Request();
        reader.CheckChoice(ref json, reader.toolChoice);
        reader.CheckChoice(ref json, reader.functionChoice);
        return request;
    }

    /// <summary>A choice must name tools of the request, unless the provider has some of its own.</summary>
    private readonly void CheckChoice(ref JsonCursor json, ToolChoiceField choice)
    {
        if (subjects.Tools.Count > 0) return;
        choice.Allowed?.Check(ref json, toolList, functionList);
        if (choice.Name is not { } name) return;
        if (IsIn(json.Slice(toolList), name) || IsIn(json.Slice(functionList), name)) return;
        throw choice.UnknownTool;

        static bool IsIn(ReadOnlySpan<byte> tools, int name) => !tools.IsEmpty && ToolNames.Contain(tools, name);
    }

    private readonly ChatRequest Request()
    {
        if (model is null) throw RequestFields.ModelMissing;
        if (messages.Count == 0)
            throw new RequestFault("The field 'messages' is missing: send the conversation as an array of messages.", "messages");
        return new ChatRequest
        {
            Model = model,
            Stream = stream,
            StreamValue = streamValue,
            WantsUsage = options.WantsUsage,
            User = attribution.User,
            Session = attribution.Session,
            Choices = Math.Max(choices, 1),
            Attachments = messages.Attachments,
            CustomTools = customTools,
            HasForeignForms = hasForeignTools || messages.HasBlocks,
            RepeatsTools = repeatsTools,
            OffersFunctions = hasFunctions && !hasTools,
            Subjects = (messages.HasFileId ? subjects.WithObjectId("file_id") : subjects) with { BillingLine = messages.BillingLine },
            Features = new RequestFeatures
            {
                RequiredCapabilities = needs | messages.Needs,
                InputTokens = TokenEstimate.Of(messages.Bytes + toolBytes, messages.Attachments),
                MaxOutputTokens = engineLimit.Over(LargerOf(maxTokens, maxCompletionTokens)),
                MessageCount = messages.Count,
                LastMessageRole = messages.LastTurn,
                LastMessageBytes = messages.LastTurnBytes,
            },
            Ranges = new ChatRequestRanges
            {
                Model = modelRange,
                StreamOptions = options.Span,
                IncludeUsage = options.IncludeUsage,
                MaxTokensName = maxCompletionTokensValue is null ? maxTokensName : null,
                MaxTokens = maxTokensValue,
                MaxCompletionTokens = maxCompletionTokensValue,
                EngineLimit = engineLimit.Value,
                MessagesEndOffset = messages.EndOffset,
                ToolCallSites = messages.Calls,
                Instructions = messages.Instructions,
                UnionSchemas = unionSchemas,
                Repairs = Repairs(),
                OpenAiFields = openAiFields,
                ReasoningFields = reasoningFields,
                Reasoning = messages.Reasoning,
                CallExtras = messages.CallExtras,
                Sampling = sampling,
                ReasoningEffort = effort,
                EffortName = effortName,
                HasTools = hasTools || hasFunctions,
                CacheMarkers = messages.CacheMarkers,
                Media = messages.Media,
                MarkerSites = messages.MarkerSites with { Tool = lastTool },
                EmptyTools = emptyTools,
            },
        };
    }

    private readonly ChatRepairs? Repairs()
    {
        if (!IsForeign(toolChoice.Form)) return messages.Repairs;
        var repairs = messages.Repairs ?? new ChatRepairs();
        repairs.Choice = toolChoice.AsForeign();
        return repairs;
    }

    private void ReadProperty(ref JsonCursor json)
    {
        var (name, value) = (json.TokenStartIndex, json.BytesConsumed);
        var (isOpenAi, isReasoning) = (IsOpenAiField(ref json), IsReasoningField(ref json));
        ReadField(ref json);
        if (isOpenAi || isReasoning)
            (isOpenAi ? openAiFields ??= [] : reasoningFields ??= []).Add(new BodyField(name, value..json.BytesConsumed));
    }

    /// <summary>The form of a tool choice is that of another dialect.</summary>
    private static bool IsForeign(ToolChoiceForm form) => form is ToolChoiceForm.TypedMode or ToolChoiceForm.Tool or ToolChoiceForm.Flat
        or ToolChoiceForm.UntypedNested or ToolChoiceForm.Untyped;

    /// <summary>Fields of OpenAI's that other providers, if they are strict, reject.</summary>
    private static bool IsOpenAiField(ref JsonCursor json) =>
        json.ValueTextEquals("prompt_cache_key"u8) || json.ValueTextEquals("prompt_cache_retention"u8)
        || json.ValueTextEquals("safety_identifier"u8) || json.ValueTextEquals("verbosity"u8);

    /// <summary>Other vendors' fields for reasoning.</summary>
    private static bool IsReasoningField(ref JsonCursor json) =>
        json.ValueTextEquals("thinking"u8) || json.ValueTextEquals("enable_thinking"u8) || json.ValueTextEquals("reasoning"u8);

    private void ReadField(ref JsonCursor json)
    {
        if (json.ValueTextEquals("model"u8)) (model, modelRange) = RequestFields.ReadModel(ref json);
        else if (json.ValueTextEquals("messages"u8)) messages.Read(ref json);
        else if (json.ValueTextEquals("tools"u8)) hasTools |= ReadTools(ref json, "tools");
        else if (json.ValueTextEquals("functions"u8)) hasFunctions |= ReadTools(ref json, "functions");
        else if (json.ValueTextEquals("tool_choice"u8)) toolChoice = ReadChoice(ref json);
        else if (json.ValueTextEquals("function_call"u8)) functionChoice = ReadChoice(ref json) with { NamePath = "function_call.name" };
        else if (json.ValueTextEquals("stream"u8)) (stream, streamValue) = (RequestFields.ReadFlag(ref json, "stream"), RequestFields.CurrentToken(ref json));
        else if (json.ValueTextEquals("stream_options"u8)) options = StreamOptions.Read(ref json);
        else if (json.ValueTextEquals("max_tokens"u8)) ReadMaxTokens(ref json);
        else if (json.ValueTextEquals("max_completion_tokens"u8)) ReadMaxCompletionTokens(ref json);
        else if (EngineLimit.Is(ref json)) engineLimit.Read(ref json);
        else if (json.ValueTextEquals("response_format"u8)) ReadResponseFormat(ref json);
        else if (json.ValueTextEquals("logprobs"u8)) ReadLogprobs(ref json);
        else if (json.ValueTextEquals("reasoning_effort"u8)) ReadEffort(ref json);
        else if (IsSampling(ref json)) ReadSampling(ref json);
        else if (json.ValueTextEquals("n"u8)) ReadChoices(ref json);
        else if (json.ValueTextEquals("cache_control"u8)) messages.AddMarker(ref json, PromptSection.Request);
        else if (!attribution.TryRead(ref json)) subjects.ReadField(ref json);
    }

    private ToolChoiceField ReadChoice(ref JsonCursor json)
    {
        var choice = ToolChoiceField.Read(ref json);
        if (choice.Form != ToolChoiceForm.None) subjects.AddField(choice.Field);
        return choice;
    }

    private static bool IsSampling(ref JsonCursor json) =>
        json.ValueTextEquals("temperature"u8) || json.ValueTextEquals("top_p"u8) || json.ValueTextEquals("top_logprobs"u8)
        || json.ValueTextEquals("presence_penalty"u8) || json.ValueTextEquals("frequency_penalty"u8)
        || json.ValueTextEquals("logit_bias"u8);

    private void ReadSampling(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        json.Read();
        var value = json.TokenStartIndex;
        json.Skip();
        (sampling ??= []).Add(new BodyField(start, value..json.BytesConsumed));
    }

    private void ReadLogprobs(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        needs |= RequestFields.ReadFlag(ref json, "logprobs") ? Capabilities.Logprobs : Capabilities.None;
        (sampling ??= []).Add(new BodyField(start, RequestFields.CurrentToken(ref json)));
    }

    private void ReadEffort(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        json.Read();
        var value = json.TokenStartIndex;
        effortName = json.TokenType == JsonTokenType.String ? json.GetString() : null;
        json.Skip();
        effort = new BodyField(start, value..json.BytesConsumed);
    }

    private void ReadMaxTokens(ref JsonCursor json)
    {
        maxTokensName = json.TokenStartIndex..(json.TokenStartIndex + json.ValueSpan.Length + 2);
        maxTokens = RequestFields.ReadCount(ref json, "max_tokens");
        maxTokensValue = RequestFields.CurrentToken(ref json);
    }

    private void ReadMaxCompletionTokens(ref JsonCursor json)
    {
        maxCompletionTokens = RequestFields.ReadCount(ref json, "max_completion_tokens");
        maxCompletionTokensValue = RequestFields.CurrentToken(ref json);
    }

    /// <summary>Both limits are sent, and providers differ in which of them applies.</summary>
    private static int? LargerOf(int? first, int? second) => first > second || second is null ? first : second;

    private void ReadChoices(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out choices) || choices is < 1 or > MaxChoices)
            throw new RequestFault($"The field 'n' must be a whole number from 1 to {MaxChoices}.", "n");
    }

    /// <returns>Whether the array has elements.</returns>
    private bool ReadTools(ref JsonCursor json, string field)
    {
        var name = json.TokenStartIndex;
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return false;
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault($"The field '{field}' must be an array.", field);
        var start = json.TokenStartIndex;
        var hasAny = false;
        var names = new NameHashes(stackalloc int[NameHashes.UsualCount]);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            hasAny = true;
            needs |= Capabilities.Tools;
            if (json.TokenType != JsonTokenType.StartObject) json.Skip();
            else if (ReadTool(ref json, isListed: field == "tools") is { } tool) repeatsTools |= !names.Add(tool);
        }

        if (field == "tools") toolList = start..json.BytesConsumed;
        else functionList = start..json.BytesConsumed;
        if (!hasAny && field == "tools") emptyTools = new BodyField(name, start..json.BytesConsumed);
        if (subjects.Tools.Count > 0) subjects.AddField(new BodyField(name, start..json.BytesConsumed));
        toolBytes += json.BytesConsumed - start;
        return hasAny;
    }

    /// <param name="json">Positioned at the tool.</param>
    /// <param name="isListed">It is one of the tools, not a legacy function.</param>
    /// <returns>The hash of its name; null if it has none.</returns>
    private int? ReadTool(ref JsonCursor json, bool isListed)
    {
        var start = json.TokenStartIndex;
        var (isCustom, isNested, isClientTool) = (false, false, true);
        var schemas = unionSchemas?.Count ?? 0;
        var (isTyped, hasFunction, hasInputSchema) = (false, false, false);
        int? name = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMarker(ref json)) continue;
            var (isType, isName) = (json.ValueTextEquals("type"u8), json.ValueTextEquals("name"u8));
            var isBody = json.ValueTextEquals("custom"u8);
            var isFunction = json.ValueTextEquals("function"u8);
            var isSchema = json.ValueTextEquals("parameters"u8);
            var isInputSchema = json.ValueTextEquals("input_schema"u8);
            json.Read();
            if (isSchema) ReadSchema(ref json);
            hasInputSchema |= isInputSchema && json.TokenType != JsonTokenType.Null;
            if (isName && json.TokenType == JsonTokenType.String) name = json.TextHash();
            if (isFunction && json.TokenType == JsonTokenType.StartObject)
            {
                hasFunction = true;
                name = ReadFunction(ref json, ref hasInputSchema) ?? name;
            }
            else if (isBody && json.TokenType == JsonTokenType.StartObject)
            {
                isNested = true;
                name = ToolNames.Read(ref json) ?? name;
            }
            else if (isType && json.TokenType == JsonTokenType.String)
            {
                (isTyped, isCustom) = (true, json.ValueTextEquals("custom"u8));
                isClientTool &= isCustom || json.ValueTextEquals("function"u8);
            }

            json.Skip();
        }

        if (!isClientTool) unionSchemas = AcceptedSchema.First(unionSchemas, schemas); // its parameters are options
        if (isClientTool && isListed) lastTool = start..json.BytesConsumed;
        subjects.AddTool(start..json.BytesConsumed, isClientTool);

        // Anthropic's tools can have the type custom, too.
        isCustom &= !hasInputSchema;
        if (isCustom && customTools != CustomTools.Flat) customTools = isNested ? CustomTools.Nested : CustomTools.Flat;
        hasForeignTools |= isListed && isClientTool && !isCustom && (hasInputSchema || (name is not null && !(hasFunction && isTyped)));
        return name;
    }

    private int? ReadFunction(ref JsonCursor json, ref bool hasInputSchema)
    {
        int? name = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMarker(ref json)) continue;
            var (isSchema, isName) = (json.ValueTextEquals("parameters"u8), json.ValueTextEquals("name"u8));
            var isInputSchema = json.ValueTextEquals("input_schema"u8);
            json.Read();
            hasInputSchema |= isInputSchema && json.TokenType != JsonTokenType.Null;
            if (isName && json.TokenType == JsonTokenType.String) name = json.TextHash();
            if (isSchema) ReadSchema(ref json);
            else json.Skip();
        }

        return name;
    }

    private bool ReadMarker(ref JsonCursor json)
    {
        if (!json.ValueTextEquals("cache_control"u8)) return false;
        messages.AddMarker(ref json, PromptSection.Tools);
        return true;
    }

    private void ReadSchema(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        if (!ObjectSchema.IsKept(ref json)) (unionSchemas ??= []).Add(start..json.BytesConsumed);
    }

    private void ReadResponseFormat(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartObject)
            throw new RequestFault("The field 'response_format' must be an object.", "response_format");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (!isType || json.TokenType != JsonTokenType.String) json.Skip();
            else if (json.ValueTextEquals("json_object"u8)) needs |= Capabilities.JsonObject;
            else if (json.ValueTextEquals("json_schema"u8)) needs |= Capabilities.JsonSchema;
        }
    }
}
