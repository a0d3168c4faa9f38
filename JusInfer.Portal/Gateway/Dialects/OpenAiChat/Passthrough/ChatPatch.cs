using System.Globalization;
using System.Text;
using System.Runtime.InteropServices;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Changes the body of a chat completion request that is passed through: the model's name, the usage option of a stream, which the gateway
/// always sets, and what makes a model continue an interrupted answer.
/// </summary>
internal static class ChatPatch
{
    private static readonly byte[] FinalMessage = ",\"continue_final_message\":true,\"add_generation_prompt\":false"u8.ToArray();
    private static readonly byte[] MaxCompletionTokensName = "\"max_completion_tokens\""u8.ToArray();
    private static readonly byte[] StreamOptions = ",\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] UsageOption = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] UsageOptionPrefix = "\"include_usage\":true,"u8.ToArray();

    public static BodyPatch Patch(RequestBody body, CallRequest request, ChatRequestRanges ranges, UpstreamAddress address, bool isStreamed)
    {
        var patch = new BodyPatch(body.Memory);
        if (!isStreamed || request.WantsUsage)
        {
            patch.Replace(ranges.Model, address.Model);
            return patch;
        }

        if (ranges.StreamOptions is not { } options)
        {
            patch.Replace(ranges.Model, address.Model);
            patch.Insert(ranges.Model.End.Value, StreamOptions);
            return patch;
        }

        patch.Replace(ranges.Model, address.Model);
        if (ranges.IncludeUsage is { } includeUsage) patch.Replace(includeUsage, True);
        else if (HasProperties(body.Span[options])) patch.Insert(options.Start.Value + 1, UsageOptionPrefix);
        else patch.Replace(options, UsageOption);
        return patch;
    }

    /// <summary>Names the session to the provider's cache, if it takes the name.</summary>
    public static void AddCacheKey(BodyPatch patch, ChatRequestRanges ranges, Call call)
    {
        if (PromptCacheKey.FieldFor(call) is { } field) patch.Insert(ranges.Model.End.Value, field);
    }

    /// <summary>
    /// Renames <c>max_tokens</c> to <c>max_completion_tokens</c> for OpenAI's reasoning models, which reject the old name
    /// (platform.openai.com/docs/api-reference/chat/create). A client of an automatically selected model cannot know this.
    /// </summary>
    public static void RenameMaxTokens(BodyPatch patch, ChatRequestRanges ranges, RouteTarget target)
    {
        if (ranges.MaxTokensName is { } name && target.Model.Has(Capabilities.Reasoning)
            && EndpointRules.From(target.Endpoint.Provider).IsOpenAi)
            patch.Replace(name, MaxCompletionTokensName);
    }

    /// <summary>
    /// Replaces the effort with one that the target model supports, in its form, and removes fields that the model rejects with it: a
    /// client of an automatically selected model cannot know them.
    /// </summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The fields of the request.</param>
    /// <param name="body">The body.</param>
    /// <param name="target">The target of the call.</param>
    /// <param name="cuts">Receives the fields to remove.</param>
    /// <param name="isOff">The model must not reason, whatever the request says.</param>
    /// <returns>Whether the model reasons with another effort than the requested one.</returns>
    public static bool AdaptReasoning(
        BodyPatch patch, ChatRequestRanges ranges, ReadOnlySpan<byte> body, RouteTarget target, List<Range> cuts, bool isOff = false)
    {
        var openAi = OpenAiGeneration.From(target.Endpoint.Model);
        if (openAi is null && ranges.ReasoningEffort is null && ranges.ReasoningFields is null && !isOff) return false;
        var requested = EffortMapping.Parse(ranges.EffortName) ?? (SwitchesOff(ranges, body) ? Effort.None : null);
        var reasoning = isOff ? ChatReasoning.Off(target, ranges.HasTools) : ChatReasoning.For(target, requested, ranges.HasTools);
        if (ranges.Sampling is { } sampling && openAi?.SupportsSampling(reasoning.Level) == false)
            cuts.AddRange(sampling.Select(static field => field.FullRange));
        if (isOff && ranges.ReasoningFields is { } others && !EndpointRules.From(target.Endpoint.Provider).RejectsUnknownFields)
            cuts.AddRange(others.Select(static field => field.FullRange));
        if (!reasoning.IsKnown) return false;
        if (ranges.ReasoningEffort is not { } field)
        {
            if (reasoning.Member is { } added && (isOff || !HasField(ranges, body, added.Name)))
                patch.Insert(ranges.Model.End.Value, Encoding.ASCII.GetBytes($",{added}"));
            return false;
        }

        if (requested is null && !isOff) return false;
        if (reasoning.Member is not { } member || (!isOff && !member.IsEffort && HasField(ranges, body, member.Name)))
            cuts.Add(field.FullRange);
        else if (!member.IsEffort) patch.Replace(field.FullRange, Encoding.ASCII.GetBytes($"{member}"));
        else if (member != ReasoningMember.Of(ranges.EffortName ?? "")) patch.Replace(field.Value, Encoding.ASCII.GetBytes(member.Value));
        return !isOff && reasoning.Changes(requested);
    }

    private static bool SwitchesOff(ChatRequestRanges ranges, ReadOnlySpan<byte> body)
    {
        foreach (var field in ranges.ReasoningFields ?? (IEnumerable<BodyField>)[])
        {
            if (ChatReasoning.SwitchesOff(body[field.Value])) return true;
        }

        return false;
    }

    private static bool HasField(ChatRequestRanges ranges, ReadOnlySpan<byte> body, string name)
    {
        foreach (var field in ranges.ReasoningFields ?? (IEnumerable<BodyField>)[])
        {
            if (IsNamed(body, field, name)) return true;
        }

        return false;
    }

    /// <summary>
    /// Removes fields that a strict provider rejects: those of OpenAI at others, and earlier reasoning in another's form.
    /// </summary>
    /// <param name="ranges">The fields of the request.</param>
    /// <param name="call">The call.</param>
    /// <param name="cuts">Receives the fields to remove.</param>
    public static void RemoveUnknown(ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        var rules = EndpointRules.From(call.Target.Endpoint.Provider);
        if (!rules.RejectsUnknownFields) return;
        var before = cuts.Count;
        if (!rules.IsOpenAi && ranges.OpenAiFields is { } fields) cuts.AddRange(fields.Select(static field => field.FullRange));
        if (ranges.ReasoningFields is { } others) cuts.AddRange(others.Select(static field => field.FullRange));
        if (!rules.TakesThoughtSignatures && ranges.CallExtras is { } extras) cuts.AddRange(extras.Select(static field => field.FullRange));
        foreach (var field in CollectionsMarshal.AsSpan(ranges.Reasoning))
        {
            if (!IsNamed(call.Context.Body.Span, field, rules.ReasoningField)) cuts.Add(field.FullRange);
        }

        if (cuts.Count > before) call.Attempt.Adjusted |= Adjustments.UnknownFields;
    }

    /// <summary>
    /// Removes the client's own signatures of earlier reasoning if the target has rejected one. The text of the reasoning remains.
    /// </summary>
    /// <param name="ranges">The fields of the request.</param>
    /// <param name="call">The call.</param>
    /// <param name="cuts">Receives the fields to remove.</param>
    public static void RemoveSignatures(ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        if (!call.Attempt.OmitsSignatures || ranges.Reasoning is not { } reasoning) return;
        foreach (var field in reasoning)
        {
            if (IsNamed(call.Context.Body.Span, field, "reasoning_details")) cuts.Add(field.FullRange);
        }
    }

    /// <summary>
    /// Lowers the token limit to what the call's hold covers, and to what an interrupted answer has left; adds one if the hold requires it.
    /// </summary>
    public static void LimitOutput(BodyPatch patch, ReadOnlySpan<byte> body, ChatRequestRanges ranges, RouteTarget target, OutputLimit limit)
    {
        limit.Patch(patch, body, ranges.MaxTokens);
        limit.Patch(patch, body, ranges.MaxCompletionTokens);
        limit.PatchOfEngine(patch, body, ranges.EngineLimit);
        if (OutputLimit.IsSet(body, ranges.MaxTokens) || OutputLimit.IsSet(body, ranges.MaxCompletionTokens)) return;
        limit.Add(
            patch, ranges.Model.End.Value,
            EndpointRules.From(target.Endpoint.Provider).IsOpenAi ? "max_completion_tokens" : "max_tokens",
            empty: ranges.MaxCompletionTokens ?? ranges.MaxTokens);
    }

    /// <summary>
    /// Lowers the budget of reasoning, which is a part of the answer, below a lowered limit. OpenRouter has it in <c>reasoning</c>, others
    /// with models of Anthropic in <c>thinking</c>.
    /// </summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The fields of the request.</param>
    /// <param name="call">The call.</param>
    /// <param name="limit">The limit of output tokens.</param>
    /// <param name="cuts">Receives a field whose budget would be too small.</param>
    public static void LowerBudget(BodyPatch patch, ChatRequestRanges ranges, Call call, OutputLimit limit, List<Range> cuts)
    {
        if (ranges.ReasoningFields is not { } fields || call.Attempt.OmitsReasoning) return;
        if (EndpointRules.From(call.Target.Endpoint.Provider).RejectsUnknownFields) return; // they are removed
        var body = call.Context.Body.Span;
        var requested = OutputLimit.Read(body, ranges.MaxCompletionTokens) ?? OutputLimit.Read(body, ranges.MaxTokens);
        var most = requested is { } asked ? limit.Lower(asked) : limit.Added;
        if (most is not { } maxTokens || maxTokens == requested) return;
        foreach (var field in fields)
        {
            if (ChatReasoning.BudgetIn(body, field.Value) is not { } budget || budget.Tokens < maxTokens) continue;
            if (ThinkingBudget.Limit(budget.Tokens, maxTokens) is { } within)
                patch.Replace(budget.Digits, Encoding.ASCII.GetBytes(within.ToString(CultureInfo.InvariantCulture)));
            else cuts.Add(field.FullRange);
        }
    }

    /// <summary>
    /// Appends the turns of a continuation to the messages. DeepSeek and Mistral require the unfinished turn to
    /// be marked (api-docs.deepseek.com/guides/chat_prefix_completion, docs.mistral.ai/capabilities/completion); vLLM has request fields
    /// for it (docs.vllm.ai, chat API, extra parameters).
    /// </summary>
    public static void AddContinuation(BodyPatch patch, ChatRequestRanges ranges, ContinuationPlan plan)
    {
        if (plan.AssistantText is not { } delivered) return;
        ReadOnlySpan<byte> mark = plan.Mode == Continuation.Prefix ? ",\"prefix\":true"u8 : [];
        patch.Insert(
            ranges.MessagesEndOffset, (byte[])[.. ",{\"role\":\"assistant\",\"content\":"u8, .. delivered.Quoted, .. mark, (byte)'}']);
        if (plan.UserPrompt is { } prompt)
            patch.Insert(ranges.MessagesEndOffset, (byte[])[.. ",{\"role\":\"user\",\"content\":"u8, .. prompt.Quoted, (byte)'}']);
        if (plan.Mode == Continuation.ContinueFinalMessage) patch.Insert(ranges.MessagesEndOffset + 1, FinalMessage);
    }

    private static bool IsNamed(ReadOnlySpan<byte> body, BodyField field, string? name) =>
        name is not null && body[field.FullRange].StartsWith(Encoding.ASCII.GetBytes($"\"{name}\""));

    private static bool HasProperties(ReadOnlySpan<byte> options) => options.Contains((byte)'"');
}
