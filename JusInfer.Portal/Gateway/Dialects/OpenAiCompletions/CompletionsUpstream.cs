using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>
/// The text completions of providers that offer them next to Chat Completions, for models that the catalog marks accordingly. Only requests
/// of the same client dialect use it; other dialects are sent as chat.
/// </summary>
internal sealed class CompletionsUpstream : IUpstreamDialect
{
    public Dialect Dialect => CompletionsDialect.Id;

    public ToolNameRule ToolNames => OpenAiToolNames.Rule;

    public bool Serves(CallRequest request, RouteTarget target) =>
        request.Dialect == Dialect && target.Endpoint.Provider.Dialect == ChatDialect.Id && target.Model.Has(Capabilities.Completions);

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At("/completions");
        if (address.Bearer is { } bearer) request.Headers.TryAddWithoutValidation("Authorization", bearer);
    }

    public BodyPatch Patch(Call call, UpstreamAddress address)
    {
        var ranges = ((CompletionsRequest)call.Context.Request).Ranges;
        var patch = ChatPatch.Patch(call.Context.Body, call.Context.Request, ranges, address, call.IsStreamedUpstream);
        ChatPatch.LimitOutput(patch, call.Context.Body.Span, ranges, call.Target, OutputLimit.From(call, continuation: null));
        PolicyDecision.From(call).ApplyAll(patch, call.Context.Body.Span);
        return patch;
    }

    public IResponseReader Reader(Call call) => new CompletionsResponseReader();

    public IPassthrough? Passthrough(Call call, PooledBuffer output) => new CompletionsPassthrough(call, output);

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) => throw new UnreachableException();
}
