using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// What changes in a Messages body between two ends that speak the dialect: the model's name; marks for caching, where the caller set none;
/// whatever the model at hand would refuse of what was asked of another, ids of tool calls among it; and what has it go on with an answer
/// that broke off. All else arrives byte for byte, and the marks stand where they stood, so that a continuation finds the prompt in the
/// cache.
/// </summary>
internal static class MessagesPatch
{
    private static readonly byte[] Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}"u8.ToArray();
    private static readonly byte[] BlockOpens = "[{\"type\":\"text\",\"text\":"u8.ToArray();
    private static readonly byte[] BlockCloses = [.. Mark, .. "}]"u8];
    private static readonly byte[] UserRole = "\"user\""u8.ToArray();
    private static readonly byte[] AutoChoice = "{\"type\":\"auto\"}"u8.ToArray();
    private static readonly byte[] HighEffort = "\"high\""u8.ToArray();
    private static readonly byte[] NoThought = "{\"type\":\"text\",\"text\":\"…\"}"u8.ToArray();

    public static BodyPatch Patch(
        RequestBody body, MessagesRequest request, RouteTarget target, UpstreamAddress address, ContinuationPlan? plan = null)
    {
        var layout = request.Layout;
        var patch = new BodyPatch(body.Memory);
        var cuts = new List<Range>();
        patch.Replace(layout.Model, address.Model);
        Fit(body, request, target, plan, patch, cuts);
        layout.ToolCallIds?.Map(patch, body.Span, ToolCallIdRule.Anthropic);
        if (target.Endpoint.Provider.CacheMarkers == CacheMarkers.Anthropic && !layout.HasCacheControl)
            MarkCaches(body.Span, layout, patch);
        if (plan?.Said is { } said) GoOn(patch, layout, said, plan.Asked);
        else if (layout.EndsWithAssistant && !ClaudeGeneration.Of(target.Endpoint.Model).TakesPrefill)
            Ask(patch, layout, MessagesRequestWriter.GoOn);
        JsonMembers.Remove(patch, body.Span, cuts);
        return patch;
    }

    private static void Fit(
        RequestBody body, MessagesRequest request, RouteTarget target, ContinuationPlan? plan, BodyPatch patch, List<Range> cuts)
    {
        var layout = request.Layout;
        var claude = ClaudeGeneration.Of(target.Endpoint.Model);
        var maxTokens = FitBound(request, target.Model, plan, patch);
        var thinking = ThinkingFit.Of(body, request, claude, maxTokens);
        if (thinking.IsCut)
        {
            cuts.Add(layout.Thinking!.Value.FullRange);
            if (layout.ThoughtClearing is { } clearing) cuts.Add(clearing);
        }
        else if (thinking.Value is { } value)
        {
            patch.Replace(layout.Thinking!.Value.Value, Encoding.UTF8.GetBytes(value));
        }

        if (thinking.Effort is { } effort) SetEffort(layout, effort, body.Span, patch);
        else FitEffort(layout, claude, patch, cuts);
        var thinksOnBudget = thinking.Value is not null && !claude.TakesAdaptive;
        if (!claude.TakesSampling || thinksOnBudget) cuts.AddRange(layout.Sampling.Select(static field => field.FullRange));
        if (!claude.TakesForcedTool && layout.ForcedChoice is { } choice) patch.Replace(choice.Value, AutoChoice);
        if (!claude.TakesSystemTurns)
        {
            foreach (var role in layout.SystemRoles) patch.Replace(role, UserRole);
        }

        foreach (var thought in layout.ForeignThoughts)
        {
            if (thought.IsLastStanding) patch.Replace(thought.Block, NoThought);
            else cuts.Add(thought.Block);
        }
    }

    /// <summary>
    /// A bound above the model's own is refused; callers set it without knowing who will answer. Of one that is partly spent, the rest is
    /// left.
    /// </summary>
    private static int FitBound(MessagesRequest request, Model model, ContinuationPlan? plan, BodyPatch patch)
    {
        if (request.Features.MaxOutputTokens is not { } asked || request.Layout.MaxTokens is not { } field) return int.MaxValue;
        var bound = Math.Min(plan?.BoundOf(asked) ?? asked, model.MaxOutputTokens ?? int.MaxValue);
        if (bound < asked) patch.Replace(field.Value, Encoding.UTF8.GetBytes($"{bound}"));
        return bound;
    }

    private static void GoOn(BodyPatch patch, MessagesLayout layout, JsonText said, JsonText? asked)
    {
        patch.Insert(layout.MessagesClose, (byte[])[.. ",{\"role\":\"assistant\",\"content\":"u8, .. said.Quoted, (byte)'}']);
        if (asked is { } words) Ask(patch, layout, words);
    }

    private static void Ask(BodyPatch patch, MessagesLayout layout, JsonText words) =>
        patch.Insert(layout.MessagesClose, (byte[])[.. ",{\"role\":\"user\",\"content\":"u8, .. words.Quoted, (byte)'}']);

    /// <summary>
    /// Puts the effort where the caller says none: into <c>output_config</c>, which it may have left out, or have set to null.
    /// </summary>
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

    private static void FitEffort(MessagesLayout layout, ClaudeGeneration claude, BodyPatch patch, List<Range> cuts)
    {
        if (layout.Effort is not { } effort) return;
        if (!claude.TakesEffort) cuts.Add(layout.OutputConfigHasMore ? effort.FullRange : layout.OutputConfig!.Value.FullRange);
        else if ((layout.EffortLevel == "xhigh" && !claude.TakesXHigh) || (layout.EffortLevel == "max" && !claude.TakesMax))
            patch.Replace(effort.Value, HighEffort);
    }

    /// <summary>At the end of the system prompt, of the tools and of the conversation: three of the four that Anthropic takes.</summary>
    private static void MarkCaches(ReadOnlySpan<byte> body, MessagesLayout layout, BodyPatch patch)
    {
        foreach (var end in (ReadOnlySpan<Range?>)[layout.SystemEnd, layout.ToolsEnd, layout.MessagesEnd])
        {
            if (end is not { } range) continue;
            if (body[range.Start] == (byte)'"')
            {
                patch.Insert(range.Start.Value, BlockOpens);
                patch.Insert(range.End.Value, BlockCloses);
            }
            else
            {
                patch.Insert(range.End.Value - 1, Mark);
            }
        }
    }
}
