using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Reads a request for a response (platform.openai.com/docs/api-reference/responses/create) in one pass over its bytes. Reads only the
/// fields that the gateway uses; other fields may have any value.
/// </summary>
internal struct ResponsesRequestReader
{
    private readonly Range[] echoed = new Range[ResponsesFields.Echoed.Length];
    private string? model;
    private Range modelSpan;
    private ResponsesInputReader input = new();
    private Range? inputSpan;
    private bool hasPrompt;
    private bool mayCompact;
    private bool stream;
    private Range? streamValue;
    private bool wantsUsage;
    private bool store = true;
    private Range? storeSpan;
    private string? previous;
    private Range? previousSpan;
    private Range? includeSpan;
    private bool includesReasoning;
    private AttributionFields names;
    private PolicySubjects subjects;
    private string? sessionId;
    private Capabilities needs;
    private int? maxTokens;
    private Range? maxTokensSpan;
    private long promptBytes;
    private ImmutableArray<BodyField> sampling = [];
    private Range? logprobsInclude;
    private Range? reasoning;
    private BodyField? effort;
    private string? effortName;
    private Range? instructions;
    private ResponsesToolListReader tools;
    private ToolChoiceField toolChoice;

    public ResponsesRequestReader()
    {
    }

    /// <returns>The request, or the error with the path of the invalid field.</returns>
    public static Result<ResponsesRequest, GatewayError> Read(ReadOnlySpan<byte> body) =>
        RequestParser.Parse(body, "'model' and 'input'", Read)
            .Map(static request => request.Compaction == CompactionMode.None ? request : ForCompaction(request));

    /// <summary>A request to compact a conversation, whose summary is text: it needs no tools and no JSON.</summary>
    public static ResponsesRequest ForCompaction(ResponsesRequest request) => request with
    {
        Features = request.Features with { RequiredCapabilities = request.Features.RequiredCapabilities & Capabilities.Vision },
    };

    private static ResponsesRequest Read(ref JsonCursor json)
    {
        var reader = new ResponsesRequestReader();
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Add(json.ValueSpan);
            reader.ReadProperty(ref json);
        }

        foreach (var tool in reader.input.Tools) reader.subjects.AddToolOfItem(tool);
        var request = reader.Request();
        reader.CheckChoice(ref json);
        return request;
    }

    /// <summary>
    /// A choice must name tools of the request. A provider has some of its own, a prompt template and the input can have some, and those in
    /// namespaces have names in several forms.
    /// </summary>
    private readonly void CheckChoice(ref JsonCursor json)
    {
        if (subjects.Tools.Count > 0 || hasPrompt || tools.HasNamespaces || input.DeclaresTools) return;
        toolChoice.Allowed?.Check(ref json, tools.List);
        if (toolChoice.Name is not { } name) return;
        var list = json.Slice(tools.List);
        if (list.IsEmpty || !ToolNames.Contain(list, name)) throw toolChoice.UnknownTool;
    }

    /// <summary>The form of a tool choice is that of another dialect.</summary>
    private static bool IsForeign(ToolChoiceForm form) => form is ToolChoiceForm.TypedMode or ToolChoiceForm.Tool or ToolChoiceForm.Nested
        or ToolChoiceForm.UntypedNested or ToolChoiceForm.Untyped;

    private readonly ResponsesRequest Request()
    {
        if (model is null) throw RequestFields.ModelMissing;
        if (inputSpan is null && previous is null && !hasPrompt)
            throw new RequestFault("The field 'input' is missing: send a text, or the conversation as an array of items.", "input");
        if (inputSpan is not null && input.Items == 0 && previous is null)
            throw new RequestFault("The field 'input' is empty: send at least one item.", "input");
        return new ResponsesRequest
        {
            Model = model,
            Stream = stream,
            StreamValue = streamValue,
            WantsUsage = wantsUsage,
            User = names.User,
            Session = sessionId ?? names.Session,
            Store = store,
            MayCompact = mayCompact,
            Attachments = input.Attachments,
            RepeatsTools = tools.RepeatsTools,
            Subjects = input.HasFileId ? subjects.WithObjectId("file_id") : subjects,
            PreviousResponseId = previous,
            Compaction = input.EndsWithTrigger ? CompactionMode.Trigger : CompactionMode.None,
            LastSignature = input.LastSignature,
            Features = new RequestFeatures
            {
                RequiredCapabilities = needs | input.Needs | tools.Needs,
                InputTokens = TokenEstimate.Of(promptBytes + input.PromptBytes + tools.PromptBytes, input.Attachments),
                MaxOutputTokens = maxTokens,
                MessageCount = input.Items,
                LastMessageRole = input.LastTurn,
                LastMessageBytes = input.LastTurnBytes,
            },
            Ranges = new ResponsesRequestRanges
            {
                Model = modelSpan,
                Input = inputSpan,
                InputItems = input.Items,
                MaxOutputTokens = maxTokensSpan,
                Sampling = sampling,
                LogprobsInclude = logprobsInclude,
                Reasoning = reasoning,
                Effort = effort,
                EffortName = effortName,
                Store = storeSpan,
                PreviousResponseId = previousSpan,
                Include = includeSpan,
                IncludesReasoning = includesReasoning,
                ForeignItems = input.ForeignItems,
                SignedItems = input.SignedItems,
                References = input.References,
                Calls = input.Calls,
                ForeignIds = input.ForeignIds,
                InstructionsField = instructions,
                FirstInstruction = input.FirstInstruction,
                Instructions = input.Instructions,
                HasInstructionBeforeResult = input.HasInstructionBeforeResult,
                UnionSchemas = tools.UnionSchemas,
                Media = input.Media,
                HasCustomTools = tools.HasCustomTools,
                ForeignChoice = IsForeign(toolChoice.Form) ? toolChoice.AsForeign() : null,
                OddArguments = input.OddArguments,
                Compactions = input.Compactions,
                CompactionTriggers = input.CompactionTriggers,
                Echoed = ImmutableArray.Create(echoed),
            },
        };
    }

    private void ReadProperty(ref JsonCursor json)
    {
        var echo = EchoIndex(ref json);
        var (name, start) = (json.TokenStartIndex, json.BytesConsumed);
        if (json.ValueTextEquals("model"u8)) (model, modelSpan) = RequestFields.ReadModel(ref json);
        else if (json.ValueTextEquals("input"u8)) ReadInput(ref json);
        else if (json.ValueTextEquals("instructions"u8)) ReadInstructions(ref json, name);
        else if (json.ValueTextEquals("tools"u8)) tools.Read(ref json, name, ref subjects);
        else if (json.ValueTextEquals("tool_choice"u8)) ReadChoice(ref json);
        else if (json.ValueTextEquals("stream"u8)) (stream, streamValue) = (RequestFields.ReadFlag(ref json, "stream"), RequestFields.CurrentToken(ref json));
        // Cursor sends this field to Chat Completions.
        else if (json.ValueTextEquals("stream_options"u8)) wantsUsage = StreamOptions.Read(ref json).WantsUsage;
        else if (json.ValueTextEquals("store"u8)) ReadStore(ref json);
        else if (json.ValueTextEquals("previous_response_id"u8))
            (previous, previousSpan) = (RequestFields.ReadText(ref json), start..json.BytesConsumed);
        else if (json.ValueTextEquals("include"u8)) ReadInclude(ref json);
        else if (json.ValueTextEquals("max_output_tokens"u8))
            (maxTokens, maxTokensSpan) = (RequestFields.ReadCount(ref json, "max_output_tokens"), RequestFields.CurrentToken(ref json));
        else if (json.ValueTextEquals("text"u8)) ReadTextOptions(ref json);
        else if (json.ValueTextEquals("top_logprobs"u8)) ReadTopLogprobs(ref json, name);
        else if (json.ValueTextEquals("temperature"u8) || json.ValueTextEquals("top_p"u8)) ReadSampling(ref json, name);
        else if (json.ValueTextEquals("reasoning"u8)) ReadReasoning(ref json);
        else if (json.ValueTextEquals("client_metadata"u8)) ReadClientMetadata(ref json);
        else if (json.ValueTextEquals("background"u8)) RejectBackground(ref json);
        else if (json.ValueTextEquals("conversation"u8)) RejectConversation(ref json);
        else if (json.ValueTextEquals("prompt"u8)) ReadPromptTemplate(ref json, name);
        else if (!names.TryRead(ref json))
        {
            // platform.openai.com/docs/guides/compaction
            mayCompact |= json.ValueTextEquals("context_management"u8);
            subjects.ReadField(ref json);
        }

        if (echo >= 0) echoed[echo] = json.TokenType == JsonTokenType.Null ? default : start..json.BytesConsumed;
    }

    private static int EchoIndex(ref JsonCursor json)
    {
        var fields = ResponsesFields.Echoed;
        for (var i = 0; i < fields.Length; i++)
        {
            if (json.ValueTextEquals(fields[i].BareName)) return i;
        }

        return -1;
    }

    private void ReadInput(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        var start = json.TokenStartIndex;
        input.Read(ref json);
        inputSpan = start..json.BytesConsumed;
    }

    private void ReadInstructions(ref JsonCursor json, int name)
    {
        json.Read();
        var start = json.TokenStartIndex;
        var line = BillingLine.Find(ref json);
        json.Skip();
        if (line is { } found) subjects.BillingLine = found with { Container = name..json.BytesConsumed };
        if (json.BytesConsumed - start > 2 && json.TokenType != JsonTokenType.Null) instructions = name..json.BytesConsumed;
        promptBytes += json.BytesConsumed - start;
    }

    private void ReadChoice(ref JsonCursor json)
    {
        toolChoice = ToolChoiceField.Read(ref json);
        if (toolChoice.Form != ToolChoiceForm.None) subjects.AddField(toolChoice.Field);
    }

    private void ReadPromptTemplate(ref JsonCursor json, int name)
    {
        var start = json.BytesConsumed;
        hasPrompt = !IsNull(ref json);
        if (hasPrompt) subjects.AddField(new BodyField(name, start..json.BytesConsumed));
    }

    private void ReadStore(ref JsonCursor json)
    {
        store = RequestFields.ReadFlag(ref json, "store") || json.TokenType == JsonTokenType.Null;
        storeSpan = RequestFields.CurrentToken(ref json);
    }

    private void ReadInclude(ref JsonCursor json)
    {
        includesReasoning = false;
        var isArray = Enter(ref json, JsonTokenType.StartArray, "The field 'include' must be an array of strings.", "include");
        var start = json.TokenStartIndex;
        while (isArray && json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String)
                throw new RequestFault("The field 'include' must be an array of strings.", "include");
            includesReasoning |= json.ValueTextEquals("reasoning.encrypted_content"u8);
            if (!json.ValueTextEquals("message.output_text.logprobs"u8)) continue;
            needs |= Capabilities.Logprobs;
            logprobsInclude = RequestFields.CurrentToken(ref json);
        }

        includeSpan = start..json.BytesConsumed;
    }

    private void ReadTextOptions(ref JsonCursor json)
    {
        if (!Enter(ref json, JsonTokenType.StartObject, "The field 'text' must be an object.", "text")) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isFormat = json.ValueTextEquals("format"u8);
            json.Read();
            if (isFormat && json.TokenType == JsonTokenType.StartObject) ReadFormat(ref json);
            else json.Skip();
        }
    }

    private void ReadFormat(ref JsonCursor json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (!isType || json.TokenType != JsonTokenType.String) json.Skip();
            else if (json.ValueTextEquals("json_object"u8)) needs |= Capabilities.JsonObject;
            else if (json.ValueTextEquals("json_schema"u8)) needs |= Capabilities.JsonSchema;
        }
    }

    private void ReadSampling(ref JsonCursor json, int name)
    {
        json.Read();
        var value = json.TokenStartIndex;
        json.Skip();
        sampling = sampling.Add(new BodyField(name, value..json.BytesConsumed));
    }

    private void ReadReasoning(ref JsonCursor json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.StartObject) ReadReasoningOptions(ref json);
        else json.Skip();
        reasoning = start..json.BytesConsumed;
    }

    private void ReadReasoningOptions(ref JsonCursor json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isEffort, name) = (json.ValueTextEquals("effort"u8), json.TokenStartIndex);
            json.Read();
            var value = json.TokenStartIndex;
            if (isEffort) effortName = json.TokenType == JsonTokenType.String ? json.GetString() : null;
            json.Skip();
            if (isEffort) effort = new BodyField(name, value..json.BytesConsumed);
        }
    }

    private void ReadTopLogprobs(ref JsonCursor json, int name)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count) || count < 0)
            throw new RequestFault("The field 'top_logprobs' must be a whole number, zero or more.", "top_logprobs");
        if (count > 0) needs |= Capabilities.Logprobs;
        sampling = sampling.Add(new BodyField(name, RequestFields.CurrentToken(ref json)));
    }

    /// <summary>Reads the session id that Codex sends here.</summary>
    private void ReadClientMetadata(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("session_id"u8)) sessionId = RequestFields.ReadText(ref json) ?? sessionId;
            else json.Skip();
        }
    }

    private static void RejectBackground(ref JsonCursor json)
    {
        if (RequestFields.ReadFlag(ref json, "background"))
            throw RequestFault.Unsupported(
                "Background responses are not supported. Leave 'background' out and stream the answer instead.", "background");
    }

    private static void RejectConversation(ref JsonCursor json)
    {
        if (!IsNull(ref json))
            throw RequestFault.Unsupported(
                "Stored conversations are not supported. Continue from a response with 'previous_response_id', or send all items in "
                + "'input'.",
                "conversation");
    }

    /// <summary>Moves into the value. False if it is null.</summary>
    public static bool Enter(ref JsonCursor json, JsonTokenType expected, string message, string field)
    {
        json.Read();
        if (json.TokenType != expected && json.TokenType != JsonTokenType.Null) throw new RequestFault(message, field);
        return json.TokenType == expected;
    }

    private static bool IsNull(ref JsonCursor json)
    {
        json.Read();
        json.Skip();
        return json.TokenType == JsonTokenType.Null;
    }
}
