using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>A dialect from the provider's side: how it is asked and how its answers are read.</summary>
internal interface IUpstreamDialect
{
    Dialect Dialect { get; }

    /// <summary>
    /// A request to the target is sent in this dialect. If several dialects say so, the one registered last is used: a variant is
    /// registered after the dialect that it varies.
    /// </summary>
    /// <param name="request">The client's request.</param>
    /// <param name="target">The model and the endpoint that are asked.</param>
    bool Serves(CallRequest request, RouteTarget target) => target.Endpoint.Provider.Dialect == Dialect;

    /// <summary>How its streams are divided into events.</summary>
    IStreamFraming Framing => SseFraming.Instance;

    /// <summary>Where an endpoint is asked, and the headers that carry its credential and the dialect's version.</summary>
    void Address(HttpRequestMessage request, Call call, UpstreamAddress address);

    /// <summary>The body of a request that came in this very dialect: patched in place, all else verbatim.</summary>
    BodyPatch Patch(Call call, UpstreamAddress address);

    /// <summary>The names of tools that it accepts.</summary>
    ToolNameRule ToolNames { get; }

    /// <summary>The call's target ends its answers at a stop sequence by itself.</summary>
    bool TakesStop(Call call, JsonText stop) => true;

    /// <summary>The call's target takes the request with no more than a patch.</summary>
    bool TakesAsItCame(Call call) => call.Context.Request.Dialect == Dialect;

    /// <summary>Something of the request was put to the model in other words, which have to be turned back in the answer.</summary>
    bool IsReworded(Call call) => !TakesAsItCame(call) && call.Conversation is { } asked
        && (asked.Tools.Any(tool => tool.Kind == ToolKind.Custom || !ToolNames.Accepts(tool.Name))
            || asked.Stop.Any(stop => !TakesStop(call, stop)));

    /// <summary>Writes a request that came in another dialect.</summary>
    /// <exception cref="RequestFault">It asks for what this dialect has no words for.</exception>
    void Write(Utf8JsonWriter writer, Conversation conversation, Call call);

    /// <summary>
    /// How the call's target is asked to go on with an answer that broke off: as the catalog says, where this dialect has words for it.
    /// </summary>
    Continuation ContinuationMode(Call call) => Continuation.Anchor;

    /// <summary>The call's target lets a certain tool be demanded.</summary>
    bool TakesForcedTool(Call call) => true;

    /// <summary>Its reader reads streams. Of a dialect that is never translated they pass, or there are none.</summary>
    bool ReadsStreams => true;

    IAnswerReader Reader(Call call);

    /// <summary>Passes an answer through to a client that speaks the same dialect; null where the client does not.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="output">The client's stream, or the whole answer that replaces one that is not canonical.</param>
    IPassthrough? Passthrough(Call call, PooledBuffer output) => null;

    /// <summary>
    /// Counts a whole answer in one pass, where that shows that it may pass to a client of this very dialect as it came. False, and nothing
    /// counted, where it must be read for more than that.
    /// </summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="body">The answer.</param>
    /// <param name="clientLeft">Nobody waits for it any more.</param>
    /// <exception cref="JsonException">The body is not the JSON that the dialect promises.</exception>
    bool TryCountSound(Call call, ReadOnlySpan<byte> body, bool clientLeft) => false;
}
