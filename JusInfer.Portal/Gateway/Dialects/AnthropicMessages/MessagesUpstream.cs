using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>The upstream dialect of providers of Anthropic's Messages API.</summary>
internal sealed class MessagesUpstream(UserIdentifiers users) : IUpstreamDialect
{
    /// <summary>The base address of a provider of this dialect has no version segment.</summary>
    private const string Path = "/v1/messages";

    public Dialect Dialect => MessagesDialect.Id;

    public ToolNameRule ToolNames { get; } = new(MaxLength: 128);

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At(Path);
        var headers = call.Context.Request.Dialect == Dialect ? call.Context.Headers : null;
        MessagesHeaders.Set(request, headers, address, call.Target.Endpoint.Provider);
    }

    /// <summary>
    /// Whether the body can be passed through. Where system messages become user messages, one between a call and its result has to move.
    /// </summary>
    public bool CanPatch(Call call) => call.Context.Request is MessagesRequest request
        && !(request.Layout.HasSystemBeforeResult && !MessagesPatch.AcceptsSystemTurns(call.Target));

    public BodyPatch Patch(Call call, UpstreamAddress address)
    {
        var request = (MessagesRequest)call.Context.Request;
        var patch = MessagesPatch.Patch(
            call.Context.Body, request, call.Target, address, ContinuationPlan.Create(call, this), call.Attempt.Signatures,
            call.IsStreamedUpstream, call.HeldOutputTokens, call.Context.Holder.Key.Terms.CacheCare, call.Attempt);
        if (request.Layout.SystemRoles.Count > 0 && !MessagesPatch.AcceptsSystemTurns(call.Target))
            call.Attempt.Adjusted |= Adjustments.SystemMessages;
        if (request.Layout.UnionSchemas is not null) call.Attempt.Adjusted |= Adjustments.ToolSchemas;
        if (request.Layout.User is { } user && ReplaceUser(user.Name, call) is { } hash)
            patch.Replace(user.Token, Encoding.ASCII.GetBytes($"\"{hash}\""));
        if (request.Layout.CacheMarkers is not null && MessagesPatch.RemoveMarkers(request.Layout, call.Target, cuts: null))
            call.Attempt.Adjusted |= Adjustments.UnknownFields;
        if (request.Layout.Media is { Count: > 0 }) call.Attempt.Adjusted |= Adjustments.Media;
        if (request.Layout.OddInputs is not null) call.Attempt.Adjusted |= Adjustments.EmptyValues;
        if (request.Layout.ForeignChoice is not null) call.Attempt.Adjusted |= Adjustments.ForeignForms;
        if (request.Layout.BlankTexts is { Count: > 0 }) call.Attempt.Adjusted |= Adjustments.EmptyValues;
        return patch;
    }

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) =>
        MessagesRequestWriter.Write(
            writer,
            conversation.User is { } user && ReplaceUser(user, call) is { } hash ? conversation with { User = hash } : conversation,
            call);

    /// <summary>Only older generations can continue an assistant turn, and only without thinking.</summary>
    public Continuation ContinuationMode(Call call) =>
        call.Target.Model.Continuation == Continuation.Prefill && ClaudeGeneration.From(call.Target.Endpoint.Model).SupportsPrefill
            && !Thinks(call)
            ? Continuation.Prefill
            : Continuation.Anchor;

    /// <summary>
    /// The dialect has a mode for JSON schemas only, and Anthropic rejects some of them. A client of the dialect gets Anthropic's own error then.
    /// </summary>
    public bool SupportsJson(Call call) => call.Target.Model.Has(Capabilities.JsonSchema) && ClaudeGeneration.From(call.Target.Endpoint.Model).SupportsJsonSchema
        && (call.Context.Request.Dialect == Dialect
            || (call.Conversation?.Format is OutputFormat.JsonSchema { Schema: var schema } && ToolSchema.IsConstrainable(schema)));

    public bool EnforcesSchemas => true;

    /// <summary>Thinking and a forced tool call exclude each other.</summary>
    public bool SupportsRequiredTool(Call call) => ClaudeGeneration.From(call.Target.Endpoint.Model).SupportsForcedTool && !Thinks(call);

    /// <summary>Anthropic rejects a stop sequence of only white space.</summary>
    public bool SupportsStopSequence(Call call, JsonText stop, int index) => !BlankText.IsBlank(stop);

    public IResponseReader Reader(Call call) => new MessagesResponseReader();

    public IPassthrough? Passthrough(Call call, PooledBuffer output) =>
        call.Context.ClientDialect.Dialect == Dialect && !call.NeedsReview ? new MessagesPassthrough(call, output) : null;

    /// <returns>What the provider receives instead of the end user's name; null if it accepts the name.</returns>
    private string? ReplaceUser(string name, Call call)
    {
        var replacement = users.Replacement(call.Target.Endpoint.Provider, call.Context.Holder.Key.TeamId, name);
        if (replacement is not null) call.Attempt.Adjusted |= Adjustments.UserIdentifier;
        return replacement;
    }

    private static bool Thinks(Call call) => !call.Attempt.OmitsReasoning && (call.Context.Request is MessagesRequest request
        ? request.Layout.ThinkingMode is ThinkingMode.Enabled or ThinkingMode.Adaptive
        : call.Conversation?.Reasoning is { EffectiveEffort: not Effort.None });
}
