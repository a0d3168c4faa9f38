using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>A dialect on the provider's side: how requests are written and answers are read.</summary>
internal interface IUpstreamDialect
{
    Dialect Dialect { get; }

    /// <summary>
    /// A request to the target is sent in this dialect. If several dialects do, the one registered last is used: a variant is
    /// registered after the dialect that it varies.
    /// </summary>
    /// <param name="request">The client's request.</param>
    /// <param name="target">The model and the endpoint.</param>
    bool Serves(CallRequest request, RouteTarget target) => target.Endpoint.Provider.Dialect == Dialect;

    /// <summary>How its streams are divided into events.</summary>
    IStreamFraming Framing => SseFraming.Instance;

    /// <summary>Sets the address of a request and the headers for the credential and the dialect's version.</summary>
    void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address);

    /// <summary>Patches the body of a request that is already in this dialect; the rest stays unchanged.</summary>
    BodyPatch Patch(Call call, UpstreamAddress address);

    /// <summary>The names of tools that it accepts.</summary>
    ToolNameRule ToolNames { get; }

    /// <summary>The call's target supports this stop sequence.</summary>
    /// <param name="call">The call.</param>
    /// <param name="stop">The sequence.</param>
    /// <param name="index">The index of the sequence in the client's list.</param>
    bool SupportsStopSequence(Call call, JsonText stop, int index) => true;

    /// <summary>The call's target accepts the client's request with a patch only.</summary>
    bool CanPatch(Call call) => call.Context.Request.Dialect == Dialect;

    /// <summary>The request was changed in a way that has to be reversed in the answer: tools or stop sequences were rewritten.</summary>
    bool NeedsAnswerTranslation(Call call) => !CanPatch(call) && call.Conversation is { } asked && Rewrites(asked, call);

    private bool Rewrites(Conversation asked, Call call) =>
        asked.Tools.Any(tool => tool.Kind == ToolKind.Custom || !ToolNames.Accepts(tool.Name))
        || asked.Stop.Where((stop, index) => !SupportsStopSequence(call, stop, index)).Any();

    /// <summary>Writes a request that was read in any dialect.</summary>
    /// <exception cref="RequestFault">This dialect cannot express the request.</exception>
    void Write(Utf8JsonWriter writer, Conversation conversation, Call call);

    /// <summary>
    /// How the call's target is asked to continue an interrupted answer: as configured in the catalog, if this dialect supports it.
    /// </summary>
    Continuation ContinuationMode(Call call) => Continuation.Anchor;

    /// <summary>
    /// The call's target has a mode for the JSON that the request requires. If the request is translated, <see cref="Call.Conversation"/> has
    /// been read.
    /// </summary>
    bool SupportsJson(Call call) => call.Target.Model.Has(call.Context.Request.JsonCapabilities);

    /// <summary>The mode for JSON schemas makes every answer conform. Otherwise, those of strict schemas do.</summary>
    bool EnforcesSchemas => false;

    /// <summary>The call's target supports requiring a particular tool.</summary>
    bool SupportsRequiredTool(Call call) => true;

    /// <summary>
    /// The call's target is known to support requiring a tool. Otherwise JSON is requested by an instruction, while a continuation, which has no
    /// alternative, still requires the tool.
    /// </summary>
    bool SupportsAnswerTool(Call call) => SupportsRequiredTool(call);

    /// <summary>The call's target is asked for a stream, of which the client receives the complete answer.</summary>
    bool AssemblesAnswer(Call call) => ResponseAssembly.AppliesTo(call);

    /// <summary>The reader supports streams. False if the dialect has no streams or is never translated.</summary>
    bool ReadsStreams => true;

    IResponseReader Reader(Call call);

    /// <summary>Passes an answer through to a client of the same dialect; null if the client uses another one.</summary>
    /// <param name="call">The call.</param>
    /// <param name="output">The client's stream, or the complete answer that replaces one that is not canonical.</param>
    IPassthrough? Passthrough(Call call, PooledBuffer output) => null;

    /// <summary>
    /// Meters an answer without streaming in one pass, if it is canonical and can pass through to a client of the same dialect. Otherwise
    /// returns false and meters nothing.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The answer.</param>
    /// <param name="isDisconnected">The client has disconnected.</param>
    /// <exception cref="JsonException">The body is not valid JSON of the dialect.</exception>
    bool TryMeterCanonical(Call call, ReadOnlySpan<byte> body, bool isDisconnected) => false;
}
