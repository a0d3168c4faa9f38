using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>The upstream dialect of providers of Chat Completions.</summary>
internal sealed class ChatUpstream(ReasoningCache reasoningCache, TimeProvider time) : IUpstreamDialect
{
    public Dialect Dialect => ChatDialect.Id;

    public ToolNameRule ToolNames => OpenAiToolNames.Rule;

    /// <summary>The simulator answers in Chat Completions too.</summary>
    public bool Serves(CallRequest request, RouteTarget target) =>
        target.Endpoint.Provider.Dialect == Dialect || target.Endpoint.Provider.Dialect == Dialect.Simulator;

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At("/chat/completions");
        if (address.Bearer is { } bearer) request.Headers.TryAddWithoutValidation("Authorization", bearer);
    }

    /// <summary>
    /// Whether the body can be passed through. Custom tools become functions if the provider rejects them, and legacy functions become
    /// tools, because most providers ignore them; not in a request for several choices, because such an answer cannot be translated. Forms
    /// of other dialects are written in that of Chat Completions.
    /// </summary>
    public bool CanPatch(Call call) => call.Context.Request is ChatRequest request
        && !request.HasForeignForms && !(request.OffersFunctions && request.Choices == 1) && request.CustomTools switch
        {
            CustomTools.None => true,
            CustomTools.Nested => EndpointRules.From(call.Target.Endpoint.Provider).IsOpenAi,
            _ => false,
        };

    public BodyPatch Patch(Call call, UpstreamAddress address)
    {
        var ranges = ((ChatRequest)call.Context.Request).Ranges;
        var patch = ChatPatch.Patch(call.Context.Body, call.Context.Request, ranges, address, call.IsStreamedUpstream);
        ResponseAssembly.RequestStream(patch, call.Context.Request, call.IsStreamedUpstream, ranges.Model);
        ChatPatch.AddCacheKey(patch, ranges, call);
        ChatPatch.RenameMaxTokens(patch, ranges, call.Target);
        ChatToolEdits.Apply(call, patch, reasoningCache);
        var continuation = ContinuationPlan.Create(call, this);
        ChatPatch.LimitOutput(patch, call.Context.Body.Span, ranges, call.Target, OutputLimit.From(call, continuation));
        List<Range> cuts = [];
        ChatPatch.RemoveUnknown(ranges, call, cuts);
        ChatPatch.RemoveSignatures(ranges, call, cuts);
        ChatMarkers.Remove(ranges, call, cuts);
        var joined = ChatInstructions.Arrange(patch, ranges, call, cuts);

        // After a system message that moves to the end.
        if (continuation is not null) ChatPatch.AddContinuation(patch, ranges, continuation);
        EmptyChatValues.Replace(patch, ranges, call, cuts);
        ToolChoicePatch.Replace(patch, ranges, call);
        AcceptedSchema.Patch(patch, ranges.UnionSchemas, call);
        ChatPatch.LowerBudget(patch, ranges, call, OutputLimit.From(call, continuation), cuts);
        if (RenamesRoles(ranges, call)) call.Attempt.Adjusted |= Adjustments.SystemMessages;
        PolicyDecision.From(call).Apply(patch, cuts);
        if (ChatPatch.AdaptReasoning(patch, ranges, call.Context.Body.Span, call.Target, cuts, call.Attempt.OmitsReasoning))
            call.Attempt.Adjusted |= Adjustments.ReasoningEffort;
        ChatMarkers.Add(patch, ranges, call, joined, cuts);
        ChatMedia.Fit(patch, ranges, call, cuts);

        // Last, because an insertion must precede a removal at the same offset.
        JsonMembers.Remove(patch, call.Context.Body.Span, cuts);
        return patch;
    }

    /// <summary>The role developer, which only OpenAI has, becomes system.</summary>
    private static bool RenamesRoles(in ChatRequestRanges ranges, Call call) =>
        ranges.Instructions is { } all && all.Exists(static one => one.IsDeveloper)
        && !EndpointRules.From(call.Target.Endpoint.Provider).IsOpenAi;

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        if (call.Context.Request is ChatRequest { HasForeignForms: true }) call.Attempt.Adjusted |= Adjustments.ForeignForms;
        ChatRequestWriter.Write(writer, conversation, call);
    }

    /// <summary>
    /// A request that sets vLLM's own continuation fields gets an instruction instead: setting them again could contradict the client.
    /// </summary>
    public Continuation ContinuationMode(Call call)
    {
        var mode = call.Target.Model.Continuation;
        if (!EndpointRules.From(call.Target.Endpoint.Provider).ContinuationModes.Contains(mode)) return Continuation.Anchor;
        var isSet = mode == Continuation.ContinueFinalMessage && call.Context.Request.Dialect == Dialect
            && (call.Context.Body.Span.IndexOf("\"add_generation_prompt\""u8) >= 0 || call.Context.Body.Span.IndexOf("\"continue_final_message\""u8) >= 0);
        return isSet ? Continuation.Anchor : mode;
    }

    public bool SupportsAnswerTool(Call call) =>
        !call.Target.Model.Has(Capabilities.Reasoning) || EndpointRules.From(call.Target.Endpoint.Provider).ForcesToolsWhileReasoning;

    /// <summary>OpenAI's reasoning models reject stop sequences.</summary>
    public bool SupportsStopSequence(Call call, JsonText stop, int index) =>
        index < EndpointRules.From(call.Target.Endpoint.Provider).MaxStops && OpenAiGeneration.From(call.Target.Endpoint.Model) is null;

    public IResponseReader Reader(Call call) => new ChatResponseReader();

    public IPassthrough? Passthrough(Call call, PooledBuffer output) =>
        call.Context.ClientDialect.Dialect == Dialect ? new ChatPassthrough(call, output) : null;

    public bool TryMeterCanonical(Call call, ReadOnlySpan<byte> body, bool isDisconnected)
    {
        var answer = ChatChunk.Read(body);

        // Calls may have signatures to cache. An answer without usage is counted delta by delta.
        if (!answer.IsCanonicalCompletion || answer.Choices.Calls > 0 || answer.Usage is not { IsEmpty: false } report) return false;
        var usage = report.Normalize(UsageConvention.OpenAi);
        if (usage.Unnamed > 0) return false; // it is assigned by our own count of the text
        if (BilledUsage.IsTooSmall(usage.Tokens.Output, answer.Choices.ContentBytes)) return false;
        if (!TokenBounds.MostOf(call).HasRoomFor(usage.Tokens, bytes: 0)) return false; // the text may show that it is right
        if (TextToolCallDetector.SearchedTools(call, ToolNames) is not null && TextToolCallSink.MayOpen(body)) return false;
        if (call.Target.Model.OpensThinkTagInPrompt || (call.Target.Model.HasThinkTags && ThinkTagSink.MayOpen(body))) return false;
        if (answer.HasContent) call.Meter.CountContent(bytes: 0, time.GetTimestamp()); // the provider's own count is billed
        call.Meter.ReportModel(answer.Model[1..^1]); // a canonical completion has one
        call.Attempt.Tier = answer.Tier;
        call.Meter.EndWith(answer.Choices.Finish ?? FinishReason.Stop);
        call.Meter.Finish(isDisconnected);
        call.Meter.Report(usage, isDisconnected);
        return true;
    }
}
