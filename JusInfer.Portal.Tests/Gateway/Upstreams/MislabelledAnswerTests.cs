using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.Gateway.Resumption;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>Providers, and the proxies before them, that answer rightly under a wrong name, in the other form, or with something before or behind the answer.</summary>
[Trait("Promise", "P-22")]
public sealed partial class MislabelledAnswerTests(DialectHost host) : IClassFixture<DialectHost>
{
    private static readonly ModelAnswer Hello = new() { Text = "Hello from “upstream”.\nAnd more." };

    public static TheoryData<string, string> Pairs => DialectData.Pairs;

    public static TheoryData<string, string, string?> Types =>
        [.. DialectData.Pairs.SelectMany(static _ => (string?[])["Text/Event-Stream; Charset=UTF-8", "application/octet-stream", "application/json", null], static (pair, type) => (pair.Data.Item1, pair.Data.Item2, type))];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_stream_is_one_whatever_its_type_is_called(string door, string upstream, string? type)
    {
        var answer = await AskAsync(door, upstream, streams: true, (speaker, body) => Replies.With(200, type, speaker.WriteStream(Hello, body), []));

        Heard(door, answer, streamed: true);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_byte_order_mark_before_a_stream_costs_nothing_of_it(string door, string upstream)
    {
        var answer = await AskAsync(door, upstream, streams: true, static (speaker, body) => Replies.Sse($"\uFEFF{speaker.WriteStream(Hello, body)}"));

        Heard(door, answer, streamed: true);
    }

    [Fact]
    public async Task A_stream_of_another_type_is_passed_on_as_it_comes()
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

        var told = "";
        while (!told.Contains("first", StringComparison.Ordinal)) told += await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        seen.SetResult();

        (told + await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain(" last");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stream_that_nobody_asked_for_is_put_together(string door, string upstream)
    {
        var answer = await AskAsync(door, upstream, streams: false, static (speaker, body) => Replies.Sse(speaker.WriteStream(Hello, body)));

        Heard(door, answer, streamed: false);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stream_that_nobody_asked_for_and_that_breaks_off_is_no_answer(string door, string upstream)
    {
        var asked = 0;
        var answer = await AskAsync(door, upstream, streams: false, (speaker, body) =>
        {
            var events = speaker.WriteStream(Hello, body);
            return Replies.Sse(++asked == 1 ? events[..(events.IndexOf("upstream", StringComparison.Ordinal) + 20)] : events);
        });

        Heard(door, answer, streamed: false);
        answer["x-jusinfer-attempts"].ShouldBe("2");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_stands_behind_a_whole_answer_is_no_part_of_it(string door, string upstream)
    {
        var answer = await AskAsync(door, upstream, streams: false, static (speaker, body) => Replies.Json($"{speaker.WriteResponse(Hello, body)}\n\n}}\n"));

        Heard(door, answer, streamed: false);
        answer["x-jusinfer-attempts"].ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_byte_order_mark_before_a_whole_answer_is_no_part_of_it(string door, string upstream)
    {
        var answer = await AskAsync(door, upstream, streams: false, static (speaker, body) => Replies.With(200, "application/json", Encoding.UTF8.GetBytes($"\uFEFF{speaker.WriteResponse(Hello, body)}")));

        Heard(door, answer, streamed: false);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_letter_that_a_stream_cuts_in_two_is_one_letter(string door, string upstream)
    {
        var said = Hello with { Text = "Smile 😀😀 now" };

        foreach (var streams in (bool[])[true, false])
        {
            var answer = await AskAsync(door, upstream, streams, (speaker, body) => Replies.Sse(Halved(speaker, said, body)));

            Heard(door, answer, streams, said.Text);
            answer.Body.ShouldNotContain("\\ud83d\"", Case.Insensitive);
            answer.Body.ShouldNotContain("\"\\ude00", Case.Insensitive);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Half_a_letter_in_a_whole_answer_is_none(string door, string upstream)
    {
        var answer = await AskAsync(door, upstream, streams: false, static (speaker, body) => Replies.Json(speaker.WriteResponse(new ModelAnswer { Text = "a@b" }, body).Replace("a@b", "a\\ud83d b", StringComparison.Ordinal)));

        Heard(door, answer, streamed: false, "a\uFFFD b");
    }

    /// <summary>A stream of these words whose every smile is told in two halves, in an event each.</summary>
    private static string Halved(ITestDialect speaker, ModelAnswer said, JsonElement body)
    {
        var events = speaker.WriteStream(said with { Text = "@" }, body).Split("\n\n");
        var delta = Array.FindIndex(events, static one => one.Contains("\"@\"", StringComparison.Ordinal));
        var told = string.Join("\n\n", ((string[])["Smile \\ud83d", "\\uDE00\\uD83D", "\\ude00 now"]).Select(piece => events[delta].Replace("@", piece, StringComparison.Ordinal)));
        var whole = said.Text.Replace("😀", "\\ud83d\\ude00", StringComparison.Ordinal);
        var number = 0;
        return Numbers().Replace(
            string.Join("\n\n", [.. events[..delta], told, .. events[(delta + 1)..].Select(one => one.Replace("@", whole, StringComparison.Ordinal))]), _ => $"\"sequence_number\":{number++}");
    }

    private async Task<GatewayAnswer> AskAsync(string door, string upstream, bool streams, Func<ITestDialect, JsonElement, Reply> reply)
    {
        var (client, speaker) = (ResumptionHost.DialectOf(door), ResumptionHost.DialectOf(upstream));
        host[speaker].Always(request => reply(speaker, request.Json));
        var body = new JsonObject { ["model"] = DialectHost.ModelOf(speaker) };
        foreach (var (name, value) in client.WriteRequest(new ModelRequest())) body[name] = value?.DeepClone();
        body["stream"] = streams;
        return await host.Caller.PostAsync(client.Path, body.ToJsonString());
    }

    private static void Heard(string door, GatewayAnswer answer, bool streamed, string? text = null)
    {
        answer.ShouldBe(200);
        var heard = ResumptionHost.DialectOf(door).ReadResponse(answer, streamed);
        heard.Text.ShouldBe(text ?? Hello.Text);
        heard.FinishReason.ShouldBe("stop");
        heard.IsComplete.ShouldBeTrue();
    }

    [GeneratedRegex("\"sequence_number\":[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
