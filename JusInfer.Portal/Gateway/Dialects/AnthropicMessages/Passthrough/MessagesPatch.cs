using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Changes a Messages body that is passed through: the model's name; cache markers, if the client set none; whatever the target model
/// rejects, including ids of tool calls; and what makes a model continue an interrupted answer. The rest stays byte for byte, and the cache
/// markers stay at the same places, so that a continuation finds its prompt in the cache.
/// </summary>
internal static class MessagesPatch
{
    private static readonly byte[] UserRole = "\"user\""u8.ToArray();
    private static readonly byte[] AutoChoice = "{\"type\":\"auto\"}"u8.ToArray();
    private static readonly byte[] HighEffort = "\"high\""u8.ToArray();

    public static BodyPatch Patch(
        RequestBody body, MessagesRequest request, RouteTarget target, UpstreamAddress address, ContinuationPlan? plan = null,
        SignatureFilter? signatures = null, bool isStreamed = false, int? heldOutput = null, bool cacheCare = true, Attempt? attempt = null)
    {
        var layout = request.Layout;
        var patch = new BodyPatch(body.Memory);
        var cuts = new List<Range>();
        var policy = PolicyDecision.From(request, target.Endpoint.Provider, body.Span);
        policy.Apply(patch, cuts);
        patch.Replace(layout.Model, address.Model);
        ResponseAssembly.RequestStream(patch, request, isStreamed, layout.Model);
        var limit = new OutputLimit(heldOutput, plan, target.Model.MaxOutputTokens);
        Adapt(body, request, target, limit, new AcceptedThinking(body.Span, layout, signatures), attempt, patch, cuts);
        if (layout.UnionSchemas is { } schemas)
        {
            foreach (var schema in schemas) patch.Replace(schema, ObjectSchema.Repair(body.Memory[schema]));
        }

        if (layout.OddInputs is { } inputs)
        {
            foreach (var input in inputs) patch.Replace(input, InputOf(body.Span[input]));
        }

        if (layout.ForeignChoice is { Field: var choice } && IsKept(choice, layout, target, policy))
            patch.Replace(choice.Value, ChoiceOf(body.Span[choice.Value]));
        MessagesMedia.Fit(patch, body.Span, layout.Media);
        layout.ToolCallIds?.Map(patch, body.Span, ToolCallIdRule.Anthropic);
        RemoveMarkers(layout, target, cuts);
        var isUnmarked = EndpointRules.NeedsMarkers(target.Endpoint) && !CacheMarkerPatch.HasAny(layout.CacheMarkers);
        if (cacheCare && isUnmarked && layout.IsLikelyRepeated)
            AddCacheMarkers(body.Span, layout, policy, patch, cuts);
        if (plan?.AssistantText is { } delivered) AddContinuation(patch, layout, delivered, plan.UserPrompt);
        else if (layout.EndsWithAssistant && !ClaudeGeneration.From(target.Endpoint.Model).SupportsPrefill)
            AddUserMessage(patch, layout, MessagesRequestWriter.ContinuePrompt);
        JsonMembers.Remove(patch, body.Span, cuts);
        return patch;
    }

    /// <summary>Removes the client's own markers from a fifth one on, or all if the catalog says that the provider takes none.</summary>
    /// <param name="layout">The places in the body.</param>
    /// <param name="target">The target of the call.</param>
    /// <param name="cuts">Receives the fields to remove; null if only the answer matters.</param>
    /// <returns>Whether there are such markers.</returns>
    public static bool RemoveMarkers(MessagesLayout layout, RouteTarget target, List<Range>? cuts) => CacheMarkerPatch.Remove(
        layout.CacheMarkers, EndpointRules.MarkersOf(target.Endpoint) == CacheMarkers.None, cuts);

    public static bool AcceptsSystemTurns(RouteTarget target) =>
        target.Endpoint.Provider.AcceptsSystemAnywhere ?? EndpointRules.From(target.Endpoint.Provider).AcceptsSystemAnywhere
        || (target.Endpoint.Provider.IsAnthropic && ClaudeGeneration.From(target.Endpoint.Model).SupportsSystemTurns);

    /// <summary>A tool choice is neither removed nor replaced by one that the model supports.</summary>
    private static bool IsKept(BodyField choice, MessagesLayout layout, RouteTarget target, PolicyDecision policy) =>
        !policy.Removes(choice.FullRange)
        && (layout.ForcedChoice is null || ClaudeGeneration.From(target.Endpoint.Model).SupportsForcedTool);

    /// <summary>A tool choice in the form of another dialect, in that of Messages.</summary>
    private static byte[] ChoiceOf(ReadOnlySpan<byte> choice)
    {
        var given = new BodyValue(JsonElement.Parse(choice, JsonDepth.DocumentOptions), "tool_choice");
        return MessagesToolWriter.Choice(
            ToolChoiceReader.Read(given, "is invalid"), ToolChoiceReader.ExcludesParallelCalls(given) ? false : null);
    }

    /// <summary>The object that is meant by another value: PHP writes <c>[]</c> for an empty one (prism-php/prism#659).</summary>
    private static byte[] InputOf(ReadOnlySpan<byte> value) => value[0] == (byte)'"'
        ? Encoding.UTF8.GetBytes(ToolArguments.From(JsonText.OfEscaped(value[1..^1])).AsObjectText().Decode())
        : "{}"u8.ToArray();

    private static void Adapt(
        RequestBody body, MessagesRequest request, RouteTarget target, OutputLimit limit, in AcceptedThinking accepted, Attempt? attempt,
        BodyPatch patch, List<Range> cuts)
    {
        var layout = request.Layout;
        var claude = ClaudeGeneration.From(target.Endpoint.Model);
        var maxTokens = LimitMaxTokens(request, limit, patch);
        var isOff = attempt?.OmitsReasoning == true;
        var thinking = isOff
            ? ThinkingAdapter.Off(layout, claude)
            : ThinkingAdapter.Adapt(body, request, claude, maxTokens, accepted);
        if (thinking.IsRemoved && layout.Thinking is { } removed) cuts.Add(removed.FullRange);
        if ((thinking.IsRemoved || isOff) && layout.ThinkingClearing is { } clearing) cuts.Add(clearing);
        if (thinking.Value is { } value)
        {
            if (layout.Thinking is { } given) patch.Replace(given.Value, Encoding.UTF8.GetBytes(value));
            else patch.Insert(layout.Model.End.Value, Encoding.UTF8.GetBytes($",\"thinking\":{value}"));
        }

        var thinksOnBudget = !isOff && thinking.Value is not null && !claude.SupportsAdaptiveThinking;
        if (thinking.Effort is { } effort) SetEffort(layout, effort, body.Span, patch);
        else if (AdaptEffort(layout, claude, patch, cuts) && !thinksOnBudget && attempt is not null)
            attempt.Adjusted |= Adjustments.ReasoningEffort;
        if (!claude.SupportsSampling || thinksOnBudget) cuts.AddRange(layout.Sampling.Select(static field => field.FullRange));
        else if (!claude.SupportsBothSamplings) KeepTemperature(layout.Sampling, body.Span, cuts);
        if (layout.BlankTexts is { } blank) cuts.AddRange(blank);
        if (!claude.SupportsForcedTool && layout.ForcedChoice is { } choice) patch.Replace(choice.Value, AutoChoice);
        if (!AcceptsSystemTurns(target))
        {
            foreach (var role in layout.SystemRoles) patch.Replace(role, UserRole);
        }

        accepted.RemoveOthers(patch, cuts);
    }

    /// <summary>Removes top_p beside a temperature (router-for-me/CLIProxyAPI#1125), as a translation does.</summary>
    private static void KeepTemperature(List<BodyField> sampling, ReadOnlySpan<byte> body, List<Range> cuts)
    {
        BodyField? topP = null;
        var hasTemperature = false;
        foreach (var field in sampling)
        {
            if (body[field.Value.Start] == (byte)'n') continue;
            if (body[field.Start..].StartsWith("\"temperature\""u8)) hasTemperature = true;
            else if (body[field.Start..].StartsWith("\"top_p\""u8)) topP = field;
        }

        if (hasTemperature && topP is { } other) cuts.Add(other.FullRange);
    }

    private static int LimitMaxTokens(MessagesRequest request, OutputLimit limit, BodyPatch patch)
    {
        if (request.Features.MaxOutputTokens is not { } requested || request.Layout.MaxTokens is not { } field) return int.MaxValue;
        var bound = limit.Lower(requested);
        if (bound < requested) patch.Replace(field.Value, Encoding.UTF8.GetBytes($"{bound}"));
        return bound;
    }

    private static void AddContinuation(BodyPatch patch, MessagesLayout layout, JsonText delivered, JsonText? prompt)
    {
        patch.Insert(layout.MessagesEndOffset, (byte[])[.. ",{\"role\":\"assistant\",\"content\":"u8, .. delivered.Quoted, (byte)'}']);
        if (prompt is { } text) AddUserMessage(patch, layout, text);
    }

    private static void AddUserMessage(BodyPatch patch, MessagesLayout layout, JsonText text) =>
        patch.Insert(layout.MessagesEndOffset, (byte[])[.. ",{\"role\":\"user\",\"content\":"u8, .. text.Quoted, (byte)'}']);

    /// <summary>Sets the effort that the client left out, in <c>output_config</c>, which may be absent or null.</summary>
    private static void SetEffort(MessagesLayout layout, string effort, ReadOnlySpan<byte> body, BodyPatch patch)
    {
        static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
        var field = $"\"effort\":\"{effort}\"";
        if (layout.Effort is { } empty) patch.Replace(empty.Value, Bytes($"\"{effort}\""));
        else if (layout.OutputConfig is not { } config)
            patch.Insert(layout.Thinking!.Value.Value.End.Value, Bytes($",\"output_config\":{{{field}}}"));
        else if (body[config.Value.Start] != (byte)'{') patch.Replace(config.Value, Bytes($"{{{field}}}"));
        else patch.Insert(config.Value.Start.Value + 1, Bytes(layout.OutputConfigHasMore ? $"{field}," : field));
    }

    /// <returns>Whether the model has another effort, or none.</returns>
    private static bool AdaptEffort(MessagesLayout layout, ClaudeGeneration claude, BodyPatch patch, List<Range> cuts)
    {
        if (layout.Effort is not { } effort) return false;
        if (!claude.SupportsEffort) cuts.Add(layout.OutputConfigHasMore ? effort.FullRange : layout.OutputConfig!.Value.FullRange);
        else if ((layout.EffortLevel == "xhigh" && !claude.SupportsXHighEffort) || (layout.EffortLevel == "max" && !claude.SupportsMaxEffort))
            patch.Replace(effort.Value, HighEffort);
        else return false;
        return layout.EffortLevel is not null;
    }

    private static Range? LastTool(MessagesLayout layout, PolicyDecision policy) =>
        policy.Removes(layout.LastTool) ? layout.LastClientTool : layout.LastTool;

    /// <summary>
    /// Marks the ends of the system prompt, the tools and the last two messages with the four markers that Anthropic allows. The message before the last one is where
    /// the prompt before this one ended, or close to it: it is found there even if this call adds more blocks than Anthropic looks back.
    /// </summary>
    private static void AddCacheMarkers(
        ReadOnlySpan<byte> body, MessagesLayout layout, PolicyDecision policy, BodyPatch patch, List<Range> cuts)
    {
        ReadOnlySpan<Range?> ends =
            [layout.LastSystemBlock, LastTool(layout, policy), layout.PreviousMessageBlock, layout.LastMessageBlock];
        foreach (var end in ends)
        {
            if (end is { } range) CacheMarkerPatch.Mark(patch, body, range, layout.CacheMarkers, cuts);
        }
    }
}
