using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>Sends the request of a capability from one dialect to a provider of another, which sends its answer.</summary>
internal static class CapabilityCall
{
    public static async Task<GatewayAnswer> AskAsync(
        DialectHost host, Capability capability, ITestClientDialect client, ITestDialect upstream, bool streamed)
    {
        var request = capability.Request;
        if (capability.EarlierAnswer != Earlier.None)
            request = request with { ToolRound = await AskEarlierAsync(host, capability, client, upstream, streamed) };
        host[upstream].Always(received => !streamed ? Replies.Json(upstream.WriteResponse(capability.Answer, received.Json))
            : capability.StreamsOnly ? DelayLastEvent(upstream.WriteStream(capability.Answer, received.Json))
            : Replies.Sse(upstream.WriteStream(capability.Answer, received.Json)));
        var model = capability.IsStrict ? DialectHost.ModelAtStrict(upstream)
            : capability.IsAtOpenAi ? DialectHost.ModelAtOpenAi(upstream)
            : capability.IsWithoutJsonMode ? DialectHost.ModelWithoutJson(upstream)
            : DialectHost.ModelOf(upstream);
        return await host.AskAsync(client, request, model, streamed, capability.WriteBody);
    }

    /// <summary>Asks for the answer of the capability, and returns it as the client sends it back.</summary>
    private static async Task<ToolRound> AskEarlierAsync(
        DialectHost host, Capability capability, ITestClientDialect client, ITestDialect upstream, bool streamed)
    {
        var isSame = capability.EarlierAnswer == Earlier.OfSameProvider;
        (isSame ? host[upstream] : host.OtherOf(upstream)).Always(request => streamed
            ? Replies.Sse(upstream.WriteStream(capability.Answer, request.Json))
            : Replies.Json(upstream.WriteResponse(capability.Answer, request.Json)));
        var model = isSame ? DialectHost.ModelOf(upstream) : DialectHost.ModelAtOther(upstream);
        var response = await host.AskAsync(client, capability.Request, model, streamed);
        response.ShouldBe(200);
        var answer = client.ReadResponse(response, streamed);
        return new ToolRound(answer.Calls, [.. answer.Calls.Select(static call => new ToolResult(call.Id, "found"))])
        {
            Reasoning = answer.Reasoning,
            Signature = answer.Signature,
        };
    }

    private static Reply DelayLastEvent(string events)
    {
        var last = events[..^2].LastIndexOf("\n\n", StringComparison.Ordinal) + 2;
        return Replies.Stream(Then.Send(events[..last]), Then.Await(Task.Delay(100)), Then.Send(events[last..]));
    }
}
