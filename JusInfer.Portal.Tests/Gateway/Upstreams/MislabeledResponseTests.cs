using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.Gateway.Resumption;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>Responses of providers and their proxies with a wrong content type, streamed although not requested, or with extra bytes around the body.</summary>
[Trait("Promise", "P-22")]
public sealed partial class MislabeledResponseTests(DialectHost host) : IClassFixture<DialectHost>
{
    private static readonly ModelAnswer Hello = new() { Text = "Hello from “upstream”.\nAnd more." };

    public static TheoryData<string, string> Pairs => DialectData.Pairs;

    public static TheoryData<string, string, string?> Types =>
        [.. DialectData.Pairs.SelectMany(static _ => (string?[])["Text/Event-Stream; Charset=UTF-8", "application/octet-stream", "application/json", null], static (pair, type) => (pair.Data.Item1, pair.Data.Item2, type))];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_stream_is_detected_under_any_content_type(string clientDialect, string upstreamDialect, string? type)
    {
        var answer = await AskAsync(clientDialect, upstreamDialect, streams: true, (dialect, body) => Replies.With(200, type, dialect.WriteStream(Hello, body), []));

        ShouldContainText(clientDialect, answer, streamed: true);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_byte_order_mark_before_a_stream_is_ignored(string clientDialect, string upstreamDialect)
    {
        var answer = await AskAsync(clientDialect, upstreamDialect, streams: true, static (dialect, body) => Replies.Sse($"\uFEFF{dialect.WriteStream(Hello, body)}"));

        ShouldContainText(clientDialect, answer, streamed: true);
    }

    [Fact]
    public async Task A_stream_with_another_content_type_is_passed_on_without_buffering()
    {
        var seen = new TaskCompletionSource();
        host[new ChatTestDialect()].Always(_ => async (context, cancellationToken) =>
        {
            context.Response.ContentType = "application/octet-stream";
            await Then.Send(ChatSse.Role() + ChatSse.Text("first"))(context, cancellationToken);
            await Then.Await(seen.Task)(context, cancellationToken);
            await Then.Send(ChatSse.Text(" last") + ChatSse.Finish() + ChatSse.Done)(context, cancellationToken);
        });
        using var response = await host.Caller.OpenAsync(Caller.Streaming(DialectHost.ModelOf(new ChatTestDialect())));
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(body);

        var text = await Eventually.ReadAsync(reader, "first");
        seen.SetResult();

        (text + await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain(" last");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_unrequested_stream_is_assembled_to_a_response(string clientDialect, string upstreamDialect)
    {
        var answer = await AskAsync(clientDialect, upstreamDialect, streams: false, static (dialect, body) => Replies.Sse(dialect.WriteStream(Hello, body)));

        ShouldContainText(clientDialect, answer, streamed: false);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_unrequested_stream_that_is_interrupted_is_retried(string clientDialect, string upstreamDialect)
    {
        var asked = 0;
        var answer = await AskAsync(clientDialect, upstreamDialect, streams: false, (dialect, body) =>
        {
            var events = dialect.WriteStream(Hello, body);
            return Replies.Sse(++asked == 1 ? events[..(events.IndexOf("upstreamDialect", StringComparison.Ordinal) + 20)] : events);
        });

        ShouldContainText(clientDialect, answer, streamed: false);
        answer["x-jusinfer-attempts"].ShouldBe("2");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Bytes_after_a_response_body_are_ignored(string clientDialect, string upstreamDialect)
    {
        var answer = await AskAsync(clientDialect, upstreamDialect, streams: false, static (dialect, body) => Replies.Json($"{dialect.WriteResponse(Hello, body)}\n\n}}\n"));

        ShouldContainText(clientDialect, answer, streamed: false);
        answer["x-jusinfer-attempts"].ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_byte_order_mark_before_a_response_body_is_ignored(string clientDialect, string upstreamDialect)
    {
        var answer = await AskAsync(clientDialect, upstreamDialect, streams: false, static (dialect, body) => Replies.With(200, "application/json", Encoding.UTF8.GetBytes($"\uFEFF{dialect.WriteResponse(Hello, body)}")));

        ShouldContainText(clientDialect, answer, streamed: false);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_surrogate_pair_that_a_stream_splits_is_joined(string clientDialect, string upstreamDialect)
    {
        var emoji = Hello with { Text = "Smile 😀😀 now" };

        foreach (var streams in (bool[])[true, false])
        {
            var answer = await AskAsync(clientDialect, upstreamDialect, streams, (dialect, body) => Replies.Sse(SplitSurrogates(dialect, emoji, body)));

            ShouldContainText(clientDialect, answer, streams, emoji.Text);
            answer.Body.ShouldNotContain("\\ud83d\"", Case.Insensitive);
            answer.Body.ShouldNotContain("\"\\ude00", Case.Insensitive);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_unpaired_surrogate_in_a_response_body_is_replaced(string clientDialect, string upstreamDialect)
    {
        var answer = await AskAsync(clientDialect, upstreamDialect, streams: false, static (dialect, body) => Replies.Json(dialect.WriteResponse(new ModelAnswer { Text = "a@b" }, body).Replace("a@b", "a\\ud83d b", StringComparison.Ordinal)));

        ShouldContainText(clientDialect, answer, streamed: false, "a\uFFFD b");
    }

    /// <summary>A stream of this answer in which every emoji is split into two surrogates in separate events.</summary>
    private static string SplitSurrogates(ITestDialect dialect, ModelAnswer answer, JsonElement body)
    {
        var events = dialect.WriteStream(answer with { Text = "@" }, body).Split("\n\n");
        var delta = Array.FindIndex(events, static one => one.Contains("\"@\"", StringComparison.Ordinal));
        var text = string.Join("\n\n", ((string[])["Smile \\ud83d", "\\uDE00\\uD83D", "\\ude00 now"]).Select(piece => events[delta].Replace("@", piece, StringComparison.Ordinal)));
        var whole = answer.Text.Replace("😀", "\\ud83d\\ude00", StringComparison.Ordinal);
        var number = 0;
        return Numbers().Replace(
            string.Join("\n\n", [.. events[..delta], text, .. events[(delta + 1)..].Select(one => one.Replace("@", whole, StringComparison.Ordinal))]), _ => $"\"sequence_number\":{number++}");
    }

    private async Task<GatewayAnswer> AskAsync(string clientDialect, string upstreamDialect, bool streams, Func<ITestDialect, JsonElement, Reply> reply)
    {
        var (client, dialect) = (ResumptionHost.DialectOf(clientDialect), ResumptionHost.DialectOf(upstreamDialect));
        host[dialect].Always(request => reply(dialect, request.Json));
        var body = new JsonObject { ["model"] = DialectHost.ModelOf(dialect) };
        foreach (var (name, value) in client.WriteRequest(new ModelRequest())) body[name] = value?.DeepClone();
        body["stream"] = streams;
        return await host.Caller.PostAsync(client.Path, body.ToJsonString());
    }

    private static void ShouldContainText(string clientDialect, GatewayAnswer answer, bool streamed, string? text = null)
    {
        answer.ShouldBe(200);
        var response = ResumptionHost.DialectOf(clientDialect).ReadResponse(answer, streamed);
        response.Text.ShouldBe(text ?? Hello.Text);
        response.FinishReason.ShouldBe("stop");
        response.IsComplete.ShouldBeTrue();
    }

    [GeneratedRegex("\"sequence_number\":[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
