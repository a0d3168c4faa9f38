using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Servers and proxies tell of their faults in whatever words they have, in the midst of a stream of any dialect. That is a death, and none of it is shown.</summary>
[Trait("Promise", "P-25")]
public sealed class LastWordsTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const string Quoted = "the engine died";

    private static readonly Answer Plain = Answer.All.Single(static answer => answer.Name == "plain");

    private static readonly Dictionary<string, string> Words = new()
    {
        ["an error without a type"] = """data: {"error":{"message":"the engine died","type":"server_error","code":503}}""",
        ["an error that is a text"] = """data: {"error":"the engine died"}""",
        ["an error in an event of that name"] = """event: error\ndata: {"error":{"message":"the engine died"}}""",
        ["a text in an event of that name"] = """event: error\ndata: the engine died""",
        ["a word of another dialect in an event of that name"] = """event: error\ndata: {"type":"server_error","message":"the engine died"}""",
        ["an object that says it is an error"] = """data: {"object":"error","message":"the engine died","type":"InternalServerError","param":null,"code":500}""",
        ["a detail"] = """data: {"detail":"the engine died"}""",
        ["nothing"] = """data: {}""",
        ["a response that was cancelled"] = """event: response.cancelled\ndata: {"type":"response.cancelled","sequence_number":9,"response":{"id":"resp_other","object":"response","status":"cancelled","output":[],"metadata":{"why":"the engine died"}}}""",
    };

    public static TheoryData<string, string, string> Deaths =>
        [.. from door in DialectHost.Speakers from upstream in DialectHost.Speakers from words in Words.Keys where !words.Contains("response", StringComparison.Ordinal) || upstream.Dialect == "openai-responses" select (door.Dialect, upstream.Dialect, words)];

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task What_an_upstream_says_of_its_death_is_not_shown(string door, string upstream, string words)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var ends = Death.EndsOfEvents(speaker.Stream(Plain.Said, speaker.AskedFor(Plain.Question)));
        var model = new FragileModel(speaker, Plain.Said, Manner.Repeats, new Death(DeathKind.Errs, ends[ends.Count / 2])) { LastWords = $"{Words[words].Replace("\\n", "\n")}\n\n" };

        var heard = await host.AskAsync(client, ResumptionHost.Twice(speaker), Plain.Question, model);

        heard.ShouldSayTheSame(client, Plain.Said);
        heard.Body.ShouldNotContain(Quoted);
        heard.Body.ShouldNotContain("event: \n");
        heard.Body.ShouldNotContain("data: {}");
        model.Asked.ShouldBe(2);
    }
}
