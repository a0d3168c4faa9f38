using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Inference servers and proxies report errors within a stream in many formats. All of them interrupt the stream, and none is delivered.</summary>
[Trait("Promise", "P-25")]
public sealed class UpstreamErrorEventTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const string Quoted = "the engine died";

    private static readonly Scenario Plain = Scenario.All.Single(static scenario => scenario.Name == "plain");

    private static readonly Dictionary<string, string> ErrorEvents = new()
    {
        ["an error without a type"] = """data: {"error":{"message":"the engine died","type":"server_error","code":503}}""",
        ["an error that is a string"] = """data: {"error":"the engine died"}""",
        ["an error in an event named error"] = """event: error\ndata: {"error":{"message":"the engine died"}}""",
        ["plain text in an event named error"] = """event: error\ndata: the engine died""",
        ["another dialect's error in an event named error"] = """event: error\ndata: {"type":"server_error","message":"the engine died"}""",
        ["an object of type error"] = """data: {"object":"error","message":"the engine died","type":"InternalServerError","param":null,"code":500}""",
        ["a detail"] = """data: {"detail":"the engine died"}""",
        ["an empty object"] = """data: {}""",
        ["a response that was cancelled"] = """event: response.cancelled\ndata: {"type":"response.cancelled","sequence_number":9,"response":{"id":"resp_other","object":"response","status":"cancelled","output":[],"metadata":{"why":"the engine died"}}}""",
    };

    public static TheoryData<string, string, string> Cases =>
        [.. from client in DialectHost.Dialects from upstream in DialectHost.Dialects from format in ErrorEvents.Keys where !format.Contains("response", StringComparison.Ordinal) || upstream.Name == "openai-responses" select (client.Name, upstream.Name, format)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_upstreams_error_message_is_not_delivered(string client, string upstream, string format)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var ends = Interruption.EventEnds(upstreamDialect.WriteStream(Plain.ModelAnswer, upstreamDialect.CreateRequest(Plain.Request)));
        var model = new InterruptedModel(upstreamDialect, Plain.ModelAnswer, ContinuationStyle.RepeatsAnchor, new Interruption(InterruptionKind.ErrorEvent, ends[ends.Count / 2])) { ErrorEvent = $"{ErrorEvents[format].Replace("\\n", "\n")}\n\n" };

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), Plain.Request, model);

        answer.ShouldEqualUninterrupted(clientDialect, Plain.ModelAnswer);
        answer.Body.ShouldNotContain(Quoted);
        answer.Body.ShouldNotContain("event: \n");
        answer.Body.ShouldNotContain("data: {}");
        model.RequestCount.ShouldBe(2);
    }
}
